import type { ContainerView } from '../pod.ts';
import { at, listAt } from '../read.ts';
import { defineRule, type Offence } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'valid-probe-ports',
  title: 'Probes ask ports that exist',
  severity: 'error',
  why: 'A probe names a port of its own container. When no port has that name, each probe fails: the container never turns ready, or is restarted for ever. A number in quotes is a name to Kubernetes, and no valid one.',
  fix: 'Name one of the ports of the same container, or write the number without quotes. A number needs no entry under ports.',
  upstream: ['kube-linter: liveness-port', 'kube-linter: readiness-port', 'kube-linter: startup-port'],
  links: [
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#use-a-named-port',
  ],
  since: '0.1.0',
  looksAt: 'pods',
  check(_, { pod }) {
    return (pod?.containers ?? []).flatMap((view) =>
      HANDLERS.flatMap(([path, handler]) => offences(view, path, handler)),
    );
  },
  examples: {
    pass: [
      {
        title: 'a name, and a number that is listed nowhere',
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
                readinessProbe: { httpGet: { path: /readyz, port: http } }
                livenessProbe: { tcpSocket: { port: 8081 } }
                startupProbe: { exec: { command: [started] } }
        `,
      },
    ],
    fail: [
      {
        title: 'the port of another container',
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
              - name: proxy
                image: example.com/proxy:1.0.0
                livenessProbe: { httpGet: { path: /, port: http } }
        `,
        at: ['/spec/containers/1/livenessProbe/httpGet/port'],
      },
      {
        title: 'a number in quotes, and one that is no port',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                readinessProbe: { tcpSocket: { port: '8080' } }
                livenessProbe: { grpc: { port: 80800 } }
                lifecycle:
                  preStop: { httpGet: { path: /stop, port: admin } }
        `,
        at: [
          '/spec/containers/0/readinessProbe/tcpSocket/port',
          '/spec/containers/0/livenessProbe/grpc/port',
          '/spec/containers/0/lifecycle/preStop/httpGet/port',
        ],
      },
    ],
  },
});

const PLACES = [
  ['readinessProbe'],
  ['livenessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
];
const HANDLERS = PLACES.flatMap((path) =>
  (['httpGet', 'tcpSocket', 'grpc'] as const).map((handler) => [path, handler] as const),
);

function offences({ container, name, pointer }: ContainerView, path: readonly string[], handler: string): Offence[] {
  const port = at(container, ...path, handler, 'port');
  if (port === undefined) return [];
  const problem = portProblem(port, listAt(container, 'ports'));
  if (problem === undefined) return [];
  const message = `${path.at(-1)} of container ${name} asks port ${String(port)}, ${problem}`;
  return [{ pointer: `${pointer}/${path.join('/')}/${handler}/port`, message }];
}

function portProblem(port: unknown, ports: readonly unknown[]): string | undefined {
  if (typeof port === 'number') return port >= 1 && port <= 65535 ? undefined : 'which is not from 1 to 65535';
  if (typeof port !== 'string' || ports.some((one) => at(one, 'name') === port)) return undefined;
  if (/^\d+$/.test(port)) return 'which in quotes is a name, not a number';
  const names = ports.map((one) => at(one, 'name')).filter((name) => typeof name === 'string');
  return `a name that none of its ports has${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
}
