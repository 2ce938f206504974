import { isDefaultRbac } from '../default-rbac.ts';
import { BINDING_KINDS } from '../rbac.ts';
import { at } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-cluster-admin',
  title: 'Nobody gets cluster-admin',
  severity: 'error',
  why: 'cluster-admin may do everything, Secrets and roles included, past all that RBAC is there for. Whoever takes over one pod of such a service account owns the cluster.',
  fix: 'Write a role with the verbs and resources that are used, and bind that. People who must be able to do everything get it for a limited time, from outside of the tree.',
  upstream: [
    'C-0035',
    'C-0185',
    'CIS 5.1.1',
    'KSV-0111',
    'kube-linter: cluster-admin-role-binding',
    'kyverno: restrict-binding-clusteradmin',
  ],
  links: [
    'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles',
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/',
  ],
  since: '0.1.0',
  looksAt: BINDING_KINDS,
  check(binding) {
    const isAdmin =
      at(binding, 'roleRef', 'kind') === 'ClusterRole' && at(binding, 'roleRef', 'name') === 'cluster-admin';
    if (!isAdmin || isDefaultRbac(binding)) return [];
    const where = binding.kind === 'RoleBinding' ? ', though only in its namespace' : '';
    return [{ pointer: '/roleRef/name', message: `gives cluster-admin to its subjects${where}` }];
  },
  examples: {
    pass: [
      {
        title: 'a role of its own',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRoleBinding
          metadata: { name: operator }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: operator }
          subjects:
            - { kind: ServiceAccount, name: operator, namespace: operator }
        `,
      },
      {
        title: "Kubernetes' own binding",
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRoleBinding
          metadata: { name: cluster-admin, labels: { kubernetes.io/bootstrapping: rbac-defaults } }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
          subjects:
            - { kind: Group, name: system:masters, apiGroup: rbac.authorization.k8s.io }
        `,
      },
    ],
    fail: [
      {
        title: 'an operator',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRoleBinding
          metadata: { name: operator }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
          subjects:
            - { kind: ServiceAccount, name: operator, namespace: operator }
        `,
        at: ['/roleRef/name'],
      },
      {
        title: "labelled as if it were Kubernetes' own, and Kubernetes' own with one subject more",
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRoleBinding
          metadata: { name: helper, labels: { kubernetes.io/bootstrapping: rbac-defaults } }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
          subjects:
            - { kind: Group, name: system:masters, apiGroup: rbac.authorization.k8s.io }
          ---
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRoleBinding
          metadata: { name: cluster-admin, labels: { kubernetes.io/bootstrapping: rbac-defaults } }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
          subjects:
            - { kind: Group, name: system:masters, apiGroup: rbac.authorization.k8s.io }
            - { kind: User, name: system:anonymous, apiGroup: rbac.authorization.k8s.io }
        `,
        at: ['/roleRef/name', '/roleRef/name'],
      },
      {
        title: 'in one namespace, where it still reads Secrets and writes roles',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: RoleBinding
          metadata: { name: operator, namespace: web }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
          subjects:
            - { kind: ServiceAccount, name: operator, namespace: operator }
        `,
        at: ['/roleRef/name'],
      },
    ],
  },
});
