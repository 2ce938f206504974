import * as z from '../../model/z.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-system-namespace',
  title: "No workloads in Kubernetes' own namespaces",
  severity: 'error',
  why: 'Pods in kube-system stand beside the parts of the control plane: admission and quotas usually leave that namespace out, its service accounts are powerful, and whoever owns the cluster may change it at any upgrade.',
  fix: 'Run it in a namespace of its own. Roles, bindings and policies that must stand there (extension-apiserver-authentication-reader, a Lease for leader election) may.',
  upstream: ['KSV-0037'],
  links: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces'],
  since: '0.1.0',
  parameters: z.object({
    namespaces: z
      .array(z.string())
      .default(['kube-system', 'kube-public', 'kube-node-lease'])
      .describe('Namespaces that belong to Kubernetes'),
  }),
  looksAt: 'pods',
  check({ metadata: { namespace } }, { parameters }) {
    if (namespace === undefined || !parameters.namespaces.includes(namespace)) return [];
    return [{ pointer: '/metadata/namespace', message: `runs in ${namespace}, which belongs to Kubernetes` }];
  },
  examples: {
    pass: [
      {
        title: 'a namespace of its own, and a binding that must stand in kube-system',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: metrics, namespace: metrics }
          spec:
            containers:
              - { name: metrics, image: example.com/metrics:1.0.0 }
          ---
          apiVersion: rbac.authorization.k8s.io/v1
          kind: RoleBinding
          metadata: { name: metrics-auth-reader, namespace: kube-system }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: extension-apiserver-authentication-reader }
          subjects:
            - { kind: ServiceAccount, name: metrics, namespace: metrics }
        `,
      },
    ],
    fail: [
      {
        title: 'a DaemonSet in kube-system',
        yaml: `
          apiVersion: apps/v1
          kind: DaemonSet
          metadata: { name: agent, namespace: kube-system }
          spec:
            selector: { matchLabels: { app: agent } }
            template:
              metadata: { labels: { app: agent } }
              spec:
                containers:
                  - { name: agent, image: example.com/agent:1.0.0 }
        `,
        at: ['/metadata/namespace'],
      },
    ],
  },
});
