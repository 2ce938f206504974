import { type Grant, granted, grantedVerbs, grantsOf, ROLE_KINDS } from '../rbac.ts';
import type { Offence } from '../rule.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-escalation-verbs',
  title: 'No verbs that grant more than themselves',
  severity: 'error',
  why: 'escalate lets its owner write roles with rights it does not have, bind hands out any role, impersonate acts as anybody, and a new token for a service account is that service account. Each of them leads to cluster-admin in one step.',
  fix: 'Remove the verb, and with * list the others. Where a controller must bind one role or act as one account, name it in resourceNames: that is a warning, and tokens of named accounts are none.',
  upstream: [
    'C-0065',
    'C-0191',
    'C-0282',
    'CIS 5.1.8',
    'CIS 5.1.13',
    'KSV-0043',
    'KSV-0050',
    'KSV-0051',
    'KSV-0052',
    'kyverno: restrict-escalation-verbs-roles',
  ],
  links: [
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb',
    'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping',
  ],
  since: '0.1.0',
  looksAt: ROLE_KINDS,
  check(role) {
    return grantsOf(role).flatMap((grant) => [
      ...offences(grant, 'rbac.authorization.k8s.io', ['roles', 'clusterroles'], ['bind', 'escalate']),
      ...offences(grant, '', ['users', 'groups', 'serviceaccounts'], ['impersonate']),
      ...offences(grant, 'authentication.k8s.io', ['uids'], ['impersonate']),
      ...(grant.names.length > 0 ? [] : offences(grant, '', ['serviceaccounts/token'], ['create'])),
    ]);
  },
  examples: {
    pass: [
      {
        title: 'roles that can only be read or written within the own rights',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [rbac.authorization.k8s.io], resources: [roles, rolebindings], verbs: [get, list, watch, create, update] }
        `,
      },
      {
        title: 'the token of one account',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: Role
          metadata: { name: operator }
          rules:
            - { apiGroups: [''], resources: [serviceaccounts/token], resourceNames: [vault-auth], verbs: [create] }
        `,
      },
    ],
    fail: [
      {
        title: 'each of them',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [get, bind, escalate] }
            - { apiGroups: [''], resources: [users, groups], verbs: [impersonate] }
            - { apiGroups: [''], resources: [serviceaccounts/token], verbs: [create] }
        `,
        at: ['/rules/0/verbs/1', '/rules/0/verbs/2', '/rules/1/verbs/0', '/rules/2/verbs/0'],
      },
      {
        title: 'hidden in all verbs, and limited to one role',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: ['*'] }
            - { apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], resourceNames: [view], verbs: [bind] }
        `,
        at: ['/rules/0/verbs/0', '/rules/1/verbs/0'],
      },
    ],
  },
});

function offences(grant: Grant, group: string, resources: readonly string[], verbs: readonly string[]): Offence[] {
  const found = grantedVerbs(grant, verbs);
  if (found.length === 0) return [];
  const over = granted(grant, group, resources).map(({ resource }) => resource);
  if (over.length === 0) return [];
  return found.map((verb) => ({
    pointer: `${grant.pointer}/verbs/${grant.verbs.indexOf(verb)}`,
    message: `grants ${verb === '*' ? `${verbs.join(' and ')}, by *,` : verb} on ${over.join(', ')}`,
    // a named role or account bounds what can be gained; to escalate it is to have it without bounds
    severity: grant.names.length > 0 && verb !== 'escalate' && verb !== '*' ? ('warning' as const) : ('error' as const),
  }));
}
