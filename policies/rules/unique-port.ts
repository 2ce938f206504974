import type { KubeObject } from '../../model/kube.ts';
import type { PodView } from '../pod.ts';
import { at, listAt } from '../read.ts';
import { defineRule, type Offence } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'unique-port',
  title: 'Each port once',
  severity: 'error',
  why: 'The containers of a pod share one network: the second that binds a port fails. Two ports with one name make it a matter of luck where a Service leads, and two entries for one port are refused by a server-side apply.',
  fix: 'Give each port a number and a name of its own, within the pod and within the Service.',
  upstream: ['kube-score: container-ports-check'],
  links: ['https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services'],
  since: '0.1.0',
  looksAt: [
    'Pod',
    'Deployment',
    'ReplicaSet',
    'ReplicationController',
    'StatefulSet',
    'DaemonSet',
    'Job',
    'CronJob',
    'Rollout.argoproj.io',
    'Service',
  ],
  check(object, { pod }) {
    if (object.kind === 'Service') return serviceOffences(object);
    return pod === undefined ? [] : podOffences(pod);
  },
  examples: {
    pass: [
      {
        title: 'one number with two protocols, and an init container that is done by then',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: dns }
          spec:
            initContainers:
              - name: prepare
                image: example.com/prepare:1.0.0
                ports:
                  - { containerPort: 5353 }
            containers:
              - name: dns
                image: example.com/dns:1.0.0
                ports:
                  - { name: dns, containerPort: 5353, protocol: UDP }
                  - { name: dns-tcp, containerPort: 5353, protocol: TCP }
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: dns }
          spec:
            ports:
              - { name: dns, port: 53, protocol: UDP, targetPort: dns }
              - { name: dns-tcp, port: 53, targetPort: dns-tcp }
        `,
      },
    ],
    fail: [
      {
        title: 'a number and a name twice in a container',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                ports:
                  - { name: http, containerPort: 8080 }
                  - { name: metrics, containerPort: 8080, protocol: TCP }
                  - { name: http, containerPort: 8081 }
        `,
        at: ['/spec/containers/0/ports/1', '/spec/containers/0/ports/2'],
      },
      {
        title: 'two containers, one of them a sidecar, that would bind the same',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - name: proxy
                image: example.com/proxy:1.0.0
                restartPolicy: Always
                ports:
                  - { name: proxy, containerPort: 8080 }
            containers:
              - name: web
                image: example.com/web:1.0.0
                ports:
                  - { name: http, containerPort: 8080 }
        `,
        at: ['/spec/initContainers/0/ports/0'],
      },
      {
        title: 'a Service',
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: web }
          spec:
            ports:
              - { name: http, port: 80, targetPort: 8080 }
              - { name: admin, port: 80, targetPort: 8081 }
        `,
        at: ['/spec/ports/1'],
      },
    ],
  },
});

/** Where a port or its name was seen first. */
type Seen = Map<string, string>;

function podOffences({ containers }: PodView): Offence[] {
  const inPod: Seen = new Map();
  return containers.flatMap(({ container, name, pointer, role }) => {
    const ports = listAt(container, 'ports');
    if (ports.length === 0) return [];
    const inContainer: Seen = new Map();
    // init containers run one after the other, before all the rest
    const together = role === 'main' || role === 'sidecar';
    return ports.flatMap((port, index) => {
      const place = `${pointer}/ports/${index}`;
      const keys = keysOf(port, 'containerPort');
      const own = repeated(inContainer, keys, 'this container');
      const others = together ? repeated(inPod, keys, `container ${name}`) : undefined;
      if (own !== undefined) return [{ pointer: place, message: `container ${name} has ${own.key} twice` }];
      if (others === undefined) return [];
      // the entry is only a note: one of the two may not bind it
      const message = `container ${name} has ${others.key}, as ${others.where} has`;
      return [{ pointer: place, message, severity: 'warning' as const }];
    });
  });
}

function serviceOffences(service: KubeObject): Offence[] {
  const seen: Seen = new Map();
  return listAt(service, 'spec', 'ports').flatMap((port, index) => {
    const found = repeated(seen, keysOf(port, 'port'), 'another');
    return found === undefined ? [] : [{ pointer: `/spec/ports/${index}`, message: `has ${found.key} twice` }];
  });
}

function keysOf(port: unknown, field: 'port' | 'containerPort'): string[] {
  const number = at(port, field);
  const name = at(port, 'name');
  return [
    ...(typeof number === 'number' ? [`port ${number}/${String(at(port, 'protocol') ?? 'TCP')}`] : []),
    ...(typeof name === 'string' && name !== '' ? [`the port name ${name}`] : []),
  ];
}

/** The first key that was seen before, and where; remembers the others. */
function repeated(seen: Seen, keys: readonly string[], where: string): { key: string; where: string } | undefined {
  let found: { key: string; where: string } | undefined;
  for (const key of keys) {
    const before = seen.get(key);
    if (before === undefined) seen.set(key, where);
    else found ??= { key, where: before };
  }
  return found;
}
