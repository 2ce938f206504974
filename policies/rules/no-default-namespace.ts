import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-default-namespace',
  title: 'Nothing runs in the namespace default',
  severity: 'error',
  why: 'The namespace default belongs to nobody: whoever forgets to name a namespace lands there, beside everything else, with no quota, no policy and no owner of its own.',
  fix: 'Give each application a namespace of its own (in Stele each stack has one). What guards the namespace default itself, such as a NetworkPolicy that denies all, may stand in it.',
  upstream: [
    'C-0061',
    'C-0209',
    'C-0212',
    'CIS 5.6.1',
    'CIS 5.6.4',
    'KSV-0110',
    'kube-linter: use-namespace',
    'kyverno: disallow-default-namespace',
  ],
  links: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces'],
  since: '0.1.0',
  check({ kind, metadata }) {
    if (metadata.namespace !== 'default' || GUARDS.has(kind)) return [];
    // hardened in place, since Kubernetes makes it in each namespace
    if (kind === 'ServiceAccount' && metadata.name === 'default') return [];
    return [{ pointer: '/metadata/namespace', message: 'is in the namespace default' }];
  },
  examples: {
    pass: [
      {
        title: 'a namespace of its own, and one that is given later',
        yaml: `
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web, namespace: web }
          ---
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web }
        `,
      },
      {
        title: 'what guards it',
        yaml: `
          apiVersion: networking.k8s.io/v1
          kind: NetworkPolicy
          metadata: { name: default-deny, namespace: default }
          spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
          ---
          apiVersion: v1
          kind: ServiceAccount
          metadata: { name: default, namespace: default }
          automountServiceAccountToken: false
        `,
      },
    ],
    fail: [
      {
        title: 'a Service in it',
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: web, namespace: default }
          spec: { ports: [{ port: 80 }] }
        `,
        at: ['/metadata/namespace'],
      },
    ],
  },
});

const GUARDS: ReadonlySet<string> = new Set(['NetworkPolicy', 'ResourceQuota', 'LimitRange']);
