import { LONG_RUNNING_KINDS } from '../long-running.ts';
import { at, type Fields, fieldsAt, isFields, listAt } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-identical-probes',
  title: 'Liveness is not readiness',
  severity: 'warning',
  why: 'When both probes ask the same with the same patience, a container that is only busy is restarted at the moment it should be left alone: its load moves to the others, and they follow.',
  fix: 'Let the liveness probe ask something that only a restart can cure, or give it more time: a failureThreshold times periodSeconds that is greater than that of the readiness probe.',
  upstream: ['kube-score: pod-probes-identical', 'kyverno: ensure-probes-different'],
  links: ['https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/'],
  since: '0.1.0',
  looksAt: LONG_RUNNING_KINDS,
  check(_, { pod }) {
    return (pod?.containers ?? []).flatMap(({ container, name, pointer }) => {
      const { livenessProbe: liveness, readinessProbe: readiness } = container;
      if (!isFields(liveness) || !isFields(readiness)) return [];
      if (patience(liveness) > patience(readiness)) return [];
      if (question(liveness, container) !== question(readiness, container)) return [];
      const message = `container ${name} is restarted by the question that decides about its traffic, and as soon`;
      return [{ pointer: `${pointer}/livenessProbe`, message }];
    });
  },
  examples: {
    pass: [
      {
        title: 'two questions',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                livenessProbe: { httpGet: { path: /healthz, port: 8080 } }
                readinessProbe: { httpGet: { path: /readyz, port: 8080 } }
        `,
      },
      {
        title: 'one question, and more patience before a restart',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: cache }
          spec:
            containers:
              - name: cache
                image: example.com/cache:1.0.0
                livenessProbe: { tcpSocket: { port: 6379 }, failureThreshold: 6 }
                readinessProbe: { tcpSocket: { port: 6379 } }
        `,
      },
    ],
    fail: [
      {
        title: 'the same',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                livenessProbe: { httpGet: { path: /, port: 8080 } }
                readinessProbe: { httpGet: { path: /, port: 8080 } }
        `,
        at: ['/spec/containers/0/livenessProbe'],
      },
      {
        title: 'the same in other words, and even less patience',
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
                livenessProbe: { httpGet: { port: http, scheme: HTTP }, periodSeconds: 5 }
                readinessProbe: { httpGet: { path: /, port: 8080 } }
        `,
        at: ['/spec/containers/0/livenessProbe'],
      },
    ],
  },
});

/** Seconds of failure until a probe takes effect, with the defaults of the API. */
function patience(probe: Fields): number {
  return number(probe.periodSeconds, 10) * number(probe.failureThreshold, 3);
}

function number(value: unknown, missing: number): number {
  return typeof value === 'number' ? value : missing;
}

/** What a probe asks, in one form: defaults written out, and ports by number. */
function question(probe: Fields, container: Fields): string {
  const { httpGet, tcpSocket, grpc, exec } = probe;
  if (isFields(httpGet)) {
    const { scheme = 'HTTP', host = '', path = '/', httpHeaders = [] } = httpGet;
    return JSON.stringify(['http', scheme, host, portOf(httpGet, container), path, httpHeaders]);
  }
  if (isFields(tcpSocket)) return JSON.stringify(['tcp', tcpSocket.host ?? '', portOf(tcpSocket, container)]);
  if (isFields(grpc)) return JSON.stringify(['grpc', grpc.port, grpc.service ?? '']);
  return JSON.stringify(['exec', fieldsAt({ exec }, 'exec').command]);
}

function portOf(handler: Fields, container: Fields): unknown {
  const named = listAt(container, 'ports').find((port) => at(port, 'name') === handler.port);
  return at(named, 'containerPort') ?? handler.port;
}
