import type { MadePods } from '../graph/made-pods.ts';
import { type ServicePort, serviceOf } from '../graph/services.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'valid-service-port',
  title: 'The ports of a Service lead to ports of its pods',
  severity: 'error',
  why: 'A Service finds a named targetPort among the ports of its containers, by name and protocol. Where no container has it, that port of the Service has no endpoints. A number is not looked up, so it may lead to a port that nothing listens on.',
  fix: 'Name the port of a container in targetPort, with the same protocol; or list the port under the container.',
  upstream: ['kube-linter: dangling-service'],
  links: ['https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports'],
  since: '0.1.0',
  *check(graph) {
    for (const node of graph.ofKind('Service')) {
      const service = serviceOf(node);
      if (service?.selector === undefined) continue;
      const pods = graph.podsSelected(graph.namespaceOf(node), service.selector);
      if (pods.length === 0) continue;
      for (const port of service.ports) {
        const fault = faultOf(port, pods);
        if (fault !== undefined) yield { object: node.object, ...fault };
      }
    }
  },
  examples: {
    pass: [
      {
        title: 'by name, by number, and left out; a port of a sidecar',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web, labels: { app: web } }
          spec:
            initContainers:
              - name: proxy
                restartPolicy: Always
                ports: [{ name: proxy, containerPort: 15000 }]
            containers:
              - name: web
                ports: [{ name: http, containerPort: 8080 }, { name: dns, containerPort: 53, protocol: UDP }]
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: web }
          spec:
            selector: { app: web }
            ports:
              - { name: http, port: 80, targetPort: http }
              - { name: plain, port: 8080 }
              - { name: dns, port: 53, targetPort: dns, protocol: UDP }
              - { name: proxy, port: 15000, targetPort: proxy }
        `,
      },
      {
        title: 'a number, where containers list no ports at all; and pods of which only some have the name',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web, labels: { app: web } }
          spec: { containers: [{ name: web }] }
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: web }
          spec:
            selector: { app: web }
            ports: [{ port: 80, targetPort: 8080 }]
          ---
          apiVersion: v1
          kind: Pod
          metadata: { name: web-canary, labels: { app: web, canary: 'true' } }
          spec: { containers: [{ name: web, ports: [{ name: http, containerPort: 8080 }] }] }
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: web-named }
          spec:
            selector: { app: web }
            ports: [{ port: 80, targetPort: http }]
        `,
      },
    ],
    fail: [
      {
        title: 'a name that no container has, a name of another protocol, a number that is not among those listed',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: dns, labels: { app: dns } }
          spec:
            containers:
              - name: dns
                ports: [{ name: dns, containerPort: 5353, protocol: UDP }]
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: dns }
          spec:
            selector: { app: dns }
            ports:
              - { name: metrics, port: 9153, targetPort: metrics }
              - { name: dns-tcp, port: 53, targetPort: dns }
              - { name: dns, port: 53, targetPort: 53, protocol: UDP }
        `,
        at: ['/spec/ports/0/targetPort', '/spec/ports/1/targetPort', '/spec/ports/2/targetPort'],
      },
    ],
  },
});

function faultOf({ target, protocol, pointer, name, number }: ServicePort, pods: readonly MadePods[]) {
  if (target === undefined) return undefined;
  const leads = (port: MadePods['ports'][number]) =>
    port.protocol === protocol && (typeof target === 'string' ? port.name === target : port.number === target);
  if (pods.some(({ ports }) => ports.some(leads))) return undefined;
  const place = `${pointer}/targetPort`;
  const own = name ?? String(number);
  if (typeof target === 'string') {
    return { pointer: place, message: `port ${own} leads to "${target}" (${protocol}), which no selected pod has` };
  }
  // to list ports is voluntary: whoever lists some is taken at their word
  if (pods.some(({ ports }) => ports.length === 0)) return undefined;
  const message = `port ${own} leads to ${target}/${protocol}, which no selected pod lists among its ports`;
  return { pointer: place, value: target, message, severity: 'warning' as const };
}
