import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'admission',
  id: 'no-node-ports',
  title: 'No Services on ports of all nodes',
  severity: 'error',
  why: 'A Service of type NodePort listens on every node of the cluster, on every address of it, without TLS and outside the gateway that checks and logs requests. The port is one of few, and whoever takes it first has it.',
  fix: 'Use type ClusterIP behind the Gateway or an Ingress; for what is no HTTP, type LoadBalancer. In Stele: expose().',
  upstream: ['kube-linter: exposed-services', 'kube-score: service-type', 'kyverno: restrict-node-port'],
  links: ['https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport'],
  since: '0.1.0',
  on: 'services',
  require: "variables.service.?type.orValue('ClusterIP') != 'NodePort'",
  message: 'must not be of type NodePort',
  at: '/type',
  examples: {
    pass: [
      {
        title: 'a Service inside the cluster',
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: web }
          spec:
            selector: { app.kubernetes.io/name: web }
            ports:
              - { name: http, port: 80, targetPort: 8080 }
        `,
      },
      {
        title: 'a load balancer',
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: web }
          spec:
            type: LoadBalancer
            selector: { app.kubernetes.io/name: web }
            ports:
              - { name: smtp, port: 25, targetPort: 2525 }
        `,
      },
    ],
    fail: [
      {
        title: 'a port of every node',
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: web }
          spec:
            type: NodePort
            selector: { app.kubernetes.io/name: web }
            ports:
              - { name: http, port: 80, targetPort: 8080 }
        `,
        at: ['/spec/type'],
      },
    ],
  },
});
