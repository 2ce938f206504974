import { granted, grantedVerbs, grantsOf, ROLE_KINDS } from '../rbac.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-secret-access',
  title: 'No reading of all Secrets',
  severity: 'warning',
  why: 'Who may get, list or watch Secrets has every password and key in reach, those of other service accounts too. list is no less than get: the list holds the values.',
  fix: 'Mount the Secret into the pod instead: that needs no grant. Where a program must read it by the API, name it in resourceNames, in a Role of its namespace.',
  upstream: [
    'C-0015',
    'C-0186',
    'CIS 5.1.2',
    'KSV-0041',
    'KSV-0113',
    'kube-linter: access-to-secrets',
    'kyverno: restrict-secret-role-verbs',
  ],
  links: ['https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets'],
  since: '0.1.0',
  looksAt: ROLE_KINDS,
  check(role) {
    return grantsOf(role).flatMap((grant) => {
      if (grant.names.length > 0) return [];
      const verbs = grantedVerbs(grant, ['get', 'list', 'watch']);
      if (verbs.length === 0) return [];
      const where = role.kind === 'Role' ? 'the Secrets of its namespace' : 'Secrets';
      return granted(grant, '', ['secrets']).map(({ pointer }) => ({
        pointer,
        message: `grants ${verbs.join(', ')} on ${where}`,
      }));
    });
  },
  examples: {
    pass: [
      {
        title: 'one Secret by its name',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: Role
          metadata: { name: web }
          rules:
            - { apiGroups: [''], resources: [secrets], resourceNames: [web-tls], verbs: [get, watch] }
        `,
      },
      {
        title: 'writing alone, and the secrets of another group',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [''], resources: [secrets], verbs: [create] }
            - { apiGroups: [example.com], resources: [secrets], verbs: [get] }
        `,
      },
    ],
    fail: [
      {
        title: 'a controller that watches them all',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [''], resources: [configmaps, secrets], verbs: [list, watch] }
        `,
        at: ['/rules/0/resources/1'],
      },
      {
        title: 'all verbs, in one namespace',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: Role
          metadata: { name: operator }
          rules:
            - { apiGroups: [''], resources: [secrets], verbs: ['*'] }
        `,
        at: ['/rules/0/resources/0'],
      },
    ],
  },
});
