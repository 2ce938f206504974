import { listAt } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'admission',
  id: 'no-external-ips',
  title: 'No Services that take addresses of others',
  severity: 'error',
  why: 'Every node sends what is for an address in externalIPs to the Service, whoever owns the address: somebody who may create Services can take over the traffic of all pods to a DNS server or to a bank (CVE-2020-8554).',
  fix: 'Remove externalIPs; use a Gateway, or type LoadBalancer with addresses that its controller gives.',
  upstream: ['KSV-0108', 'kyverno: restrict-service-external-ips'],
  links: [
    'https://kubernetes.io/docs/concepts/services-networking/service/#external-ips',
    'https://github.com/kubernetes/kubernetes/issues/97076',
  ],
  since: '0.1.0',
  on: 'services',
  require: 'size(variables.service.?externalIPs.orValue([])) == 0',
  message: 'must not claim addresses with externalIPs',
  at: (spec) => listAt(spec, 'externalIPs').map((_, index) => `/externalIPs/${index}`),
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
    ],
    fail: [
      {
        title: 'the address of a name server',
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: web }
          spec:
            selector: { app.kubernetes.io/name: web }
            externalIPs: [198.51.100.1, 198.51.100.2]
            ports:
              - { name: dns, port: 53, protocol: UDP }
        `,
        at: ['/spec/externalIPs/0', '/spec/externalIPs/1'],
      },
    ],
  },
});
