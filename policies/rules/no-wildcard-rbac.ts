import { type Grant, grantsOf, ROLE_KINDS } from '../rbac.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-wildcard-rbac',
  title: 'No wildcards in roles',
  severity: 'error',
  why: 'A * grants what is there today and whatever is added tomorrow: each new verb, subresource and custom resource. * over resources includes Secrets, pods/exec and the roles themselves, so that the other rules about grants have nothing to add.',
  fix: 'Name the verbs and resources that are used. For all verbs on kinds of its own an operator can list get, list, watch, create, update, patch and delete.',
  upstream: [
    'C-0187',
    'CIS 5.1.3',
    'KSV-0044',
    'KSV-0045',
    'KSV-0046',
    'KSV-0112',
    'kube-linter: wildcard-in-rules',
    'kyverno: restrict-wildcard-resources',
    'kyverno: restrict-wildcard-verbs',
  ],
  links: ['https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege'],
  since: '0.1.0',
  looksAt: ROLE_KINDS,
  check(role) {
    return grantsOf(role).flatMap((grant) =>
      FIELDS.flatMap(([field, name, what]) => {
        const index = grant[field].indexOf('*');
        if (index < 0) return [];
        // of named resources the group is mostly clear; KEDA, for one, scales whatever there is
        const severity = field === 'groups' ? ('warning' as const) : ('error' as const);
        return [
          {
            pointer: `${grant.pointer}/${name}/${index}`,
            message: `grants all ${what}${over(grant, field)}`,
            severity,
          },
        ];
      }),
    );
  },
  examples: {
    pass: [
      {
        title: 'named verbs and resources',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [cert-manager.io], resources: [certificates, certificates/status], verbs: [get, list, watch, update] }
            - { nonResourceURLs: [/metrics, '/healthz/*'], verbs: [get] }
        `,
      },
      {
        title: "the scale of whatever there is, and Kubernetes' own roles",
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: autoscaler }
          rules:
            - { apiGroups: [apps], resources: ['*/scale'], verbs: [get, update] }
          ---
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: cluster-admin, labels: { kubernetes.io/bootstrapping: rbac-defaults } }
          rules:
            - { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }
        `,
      },
    ],
    fail: [
      {
        title: 'all verbs',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [cert-manager.io], resources: [certificates], verbs: ['*'] }
        `,
        at: ['/rules/0/verbs/0'],
      },
      {
        title: 'all there is',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [''], resources: [pods], verbs: [get] }
            - { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }
            - { nonResourceURLs: ['*'], verbs: [get] }
        `,
        at: ['/rules/1/verbs/0', '/rules/1/resources/0', '/rules/1/apiGroups/0', '/rules/2/nonResourceURLs/0'],
      },
    ],
  },
});

const FIELDS = [
  ['verbs', 'verbs', 'verbs'],
  ['resources', 'resources', 'resources'],
  ['groups', 'apiGroups', 'API groups'],
  ['urls', 'nonResourceURLs', 'URLs of the API server'],
] as const;

function over({ resources, verbs, urls }: Grant, field: (typeof FIELDS)[number][0]): string {
  if (field === 'verbs') return ` on ${[...resources, ...urls].join(', ')}`;
  return ` for ${verbs.join(', ')}`;
}
