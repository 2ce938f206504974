import * as z from '../../model/z.ts';
import { isDefaultRbac } from '../default-rbac.ts';
import { BINDING_KINDS } from '../rbac.ts';
import { at, listAt } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-anonymous-bindings',
  title: 'No rights for everybody',
  severity: 'error',
  why: 'A role bound to system:anonymous or system:unauthenticated is open to whoever reaches the API server. system:authenticated is hardly better: every service account of the cluster, and on some clouds every account of the world.',
  fix: 'Bind the role to the groups and service accounts that need it, and remove the subject. What is public by design, such as the keys that service-account tokens are checked by, is in the parameter roles.',
  upstream: ['C-0262', 'C-0265', 'KSV-0122', 'KSV-01011', 'kyverno: restrict-binding-system-groups'],
  links: [
    'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles',
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/',
  ],
  since: '0.1.0',
  parameters: z.object({
    roles: z
      .array(z.string())
      .default(['system:public-info-viewer', 'system:service-account-issuer-discovery'])
      .describe('Roles that are public by design'),
  }),
  looksAt: BINDING_KINDS,
  check(binding, { parameters }) {
    const role = at(binding, 'roleRef', 'name');
    if (isDefaultRbac(binding) || (typeof role === 'string' && parameters.roles.includes(role))) return [];
    return listAt(binding, 'subjects').flatMap((subject, index) => {
      const name = at(subject, 'name');
      const kind = at(subject, 'kind');
      if (typeof name !== 'string' || (kind !== 'User' && kind !== 'Group') || !EVERYBODY.has(name)) return [];
      const severity = name === 'system:authenticated' ? ('warning' as const) : ('error' as const);
      return [{ pointer: `/subjects/${index}/name`, message: `gives ${String(role)} to ${name}`, severity }];
    });
  },
  examples: {
    pass: [
      {
        title: 'a group',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: RoleBinding
          metadata: { name: readers, namespace: web }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
          subjects:
            - { kind: Group, name: developers, apiGroup: rbac.authorization.k8s.io }
        `,
      },
      {
        title: 'the keys that tokens are checked by, which others must be able to read',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRoleBinding
          metadata: { name: oidc-reader }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:service-account-issuer-discovery }
          subjects:
            - { kind: Group, name: system:unauthenticated, apiGroup: rbac.authorization.k8s.io }
        `,
      },
    ],
    fail: [
      {
        title: 'everybody',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRoleBinding
          metadata: { name: dashboard }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
          subjects:
            - { kind: ServiceAccount, name: dashboard, namespace: dashboard }
            - { kind: User, name: system:anonymous, apiGroup: rbac.authorization.k8s.io }
        `,
        at: ['/subjects/1/name'],
      },
      {
        title: 'everybody who has any account',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRoleBinding
          metadata: { name: readers }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
          subjects:
            - { kind: Group, name: system:authenticated, apiGroup: rbac.authorization.k8s.io }
        `,
        at: ['/subjects/0/name'],
      },
    ],
  },
});

const EVERYBODY: ReadonlySet<string> = new Set(['system:anonymous', 'system:unauthenticated', 'system:authenticated']);
