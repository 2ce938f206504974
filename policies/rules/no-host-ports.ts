import { isFields, listAt } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'admission',
  id: 'no-host-ports',
  title: 'No ports of the node',
  severity: 'error',
  why: 'A host port opens the container to everybody who reaches the node, past Services and most NetworkPolicies. Two pods that want the same one cannot run on the same node, so a rollout waits for ever where nodes are few.',
  fix: 'Remove hostPort from the container’s ports, and reach the pod through a Service. Under hostNetwork every port of a container is a host port, said or not.',
  upstream: [
    'PSS baseline: Host Ports',
    'C-0044',
    'C-0204',
    'CIS 5.2.12',
    'KSV-0024',
    'kyverno: disallow-host-ports',
    'kyverno: disallow-host-ports-range',
  ],
  links: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
    'https://kubernetes.io/docs/concepts/configuration/overview/#services',
  ],
  since: '0.1.0',
  each: 'containers',
  // the API server writes the host port of a pod on the node's network, not that of a template
  require:
    'it.?ports.orValue([]).all(port, port.?hostPort.orValue(0) == 0 && ' +
    '!variables.podSpec.?hostNetwork.orValue(false))',
  message: 'must not use ports of the node',
  at: (item) => {
    const ports = listAt(item, 'ports');
    const named = ports.flatMap((port, index) =>
      isFields(port) && port.hostPort !== undefined && port.hostPort !== 0 ? [`/ports/${index}/hostPort`] : [],
    );
    return named.length > 0 ? named : ports.map((_, index) => `/ports/${index}`);
  },
  podSecurity: [{ level: 'baseline' }],
  examples: {
    pass: [
      {
        title: 'a port of the pod',
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
        `,
      },
      {
        title: 'the network of the node, without ports',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: agent }
          spec:
            hostNetwork: true
            containers:
              - name: agent
                image: example.com/agent:1.0.0
        `,
      },
    ],
    fail: [
      {
        title: 'the second port of two',
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
                  - { name: https, containerPort: 8443, hostPort: 443 }
        `,
        at: ['/spec/containers/0/ports/1/hostPort'],
      },
      {
        title: 'a port under hostNetwork, where nobody says hostPort',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: agent }
          spec:
            hostNetwork: true
            containers:
              - name: agent
                image: example.com/agent:1.0.0
                ports:
                  - { name: metrics, containerPort: 9100 }
        `,
        at: ['/spec/containers/0/ports/0'],
      },
    ],
  },
});
