import { at, listAt } from '../read.ts';
import { defineRule } from '../rule.ts';

const FIRST_UNPRIVILEGED = 1024;

export default defineRule({
  kind: 'object',
  id: 'no-privileged-ports',
  title: 'No container ports below 1024',
  severity: 'warning',
  why: 'On Linux a port below 1024 may need the NET_BIND_SERVICE capability or root, depending on the runtime and the node, so such a container asks for more rights than it needs and works on one node but not on another.',
  fix: 'Let the process listen on 1024 or above, such as 8080, and keep port 80 or 443 in the Service: its targetPort leads to the other.',
  upstream: ['KSV-0117', 'kube-linter: privileged-ports'],
  links: ['https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports'],
  since: '0.1.0',
  looksAt: 'pods',
  check(_, { pod }) {
    // Windows has no privileged ports
    if (pod === undefined || at(pod.spec, 'os', 'name') === 'windows') return [];
    return pod.containers.flatMap(({ container, name, pointer }) =>
      listAt(container, 'ports').flatMap((port, index) => {
        const number = at(port, 'containerPort');
        if (typeof number !== 'number' || number >= FIRST_UNPRIVILEGED) return [];
        const place = `${pointer}/ports/${index}/containerPort`;
        return [{ pointer: place, message: `container ${name} listens on the privileged port ${number}` }];
      }),
    );
  },
  examples: {
    pass: [
      {
        title: 'a high port behind a Service with port 80',
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
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: web }
          spec:
            ports:
              - { port: 80, targetPort: http }
        `,
      },
      {
        title: 'Windows',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            os: { name: windows }
            containers:
              - name: web
                image: example.com/iis:1.0.0
                ports:
                  - { containerPort: 80 }
        `,
      },
    ],
    fail: [
      {
        title: 'one of two ports',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                ports:
                  - { name: metrics, containerPort: 9090 }
                  - { name: http, containerPort: 80 }
        `,
        at: ['/spec/containers/0/ports/1/containerPort'],
      },
    ],
  },
});
