import { textAt } from '../read.ts';
import { defineRule } from '../rule.ts';

const HANDLERS = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
];
const ACTIONS = ['httpGet', 'tcpSocket'];

export default defineRule({
  kind: 'admission',
  id: 'no-host-probes',
  title: 'Probes and lifecycle handlers ask the pod itself',
  severity: 'error',
  why: 'Probes are sent by the kubelet, from the network of the node, where no NetworkPolicy holds: with a host of one’s own choice it can be made to scan the network, or to call what only nodes may reach.',
  fix: 'Remove host from httpGet and tcpSocket: the address of the pod is meant. A name for the Host header goes into httpGet.httpHeaders.',
  upstream: ['PSS baseline: Host Probes / Lifecycle Hooks'],
  links: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  ],
  since: '0.1.0',
  each: 'containers',
  require:
    `[${HANDLERS.map((path) => `it.?${path.join('.?')}.orValue({})`).join(', ')}]` +
    `.all(handler, ${ACTIONS.map((action) => `handler.?${action}.?host.orValue('') == ''`).join(' && ')})`,
  message: 'must not name a host in its probes and lifecycle handlers',
  at: (item) =>
    HANDLERS.flatMap((path) =>
      ACTIONS.filter((action) => (textAt(item, ...path, action, 'host') ?? '') !== '').map(
        (action) => `/${path.join('/')}/${action}/host`,
      ),
    ),
  podSecurity: [{ level: 'baseline', since: '1.34' }],
  examples: {
    pass: [
      {
        title: 'a probe of the pod, with a Host header',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                readinessProbe:
                  httpGet:
                    path: /ready
                    port: 8080
                    httpHeaders:
                      - { name: Host, value: web.example.com }
        `,
      },
    ],
    fail: [
      {
        title: 'a liveness probe of another host',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                livenessProbe:
                  httpGet: { host: 169.254.169.254, path: /, port: 80 }
        `,
        at: ['/spec/containers/0/livenessProbe/httpGet/host'],
      },
      {
        title: 'a sidecar’s startup probe, and a handler',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - name: proxy
                image: example.com/proxy:1.0.0
                restartPolicy: Always
                startupProbe:
                  tcpSocket: { host: 10.0.0.1, port: 22 }
                lifecycle:
                  preStop:
                    httpGet: { host: example.org, path: /, port: 80 }
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: [
          '/spec/initContainers/0/startupProbe/tcpSocket/host',
          '/spec/initContainers/0/lifecycle/preStop/httpGet/host',
        ],
      },
    ],
  },
});
