import { granted, grantedVerbs, grantsOf, ROLE_KINDS } from '../rbac.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-admission-control-grants',
  title: 'No grants over admission control',
  severity: 'error',
  why: 'Who may write webhook configurations or admission policies may switch off each guard of the cluster, or send every object that is created, Secrets included, to a server of their own.',
  fix: 'Leave these kinds to Argo CD. A controller that keeps the certificate of its own webhook needs get and update on that one, named in resourceNames.',
  upstream: [
    'C-0036',
    'C-0039',
    'C-0281',
    'CIS 5.1.12',
    'KSV-0114',
    'kyverno: restrict-clusterrole-mutating-validating-admission-webhooks',
  ],
  links: [
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks',
    'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/',
  ],
  since: '0.1.0',
  looksAt: ROLE_KINDS,
  check(role) {
    return grantsOf(role).flatMap((grant) => {
      const verbs = grantedVerbs(grant, ['create', 'update', 'patch', 'delete', 'deletecollection']);
      if (verbs.length === 0 || grant.names.length > 0) return [];
      return granted(grant, 'admissionregistration.k8s.io', GUARDS).map(({ resource, pointer }) => ({
        pointer,
        message: `grants ${verbs.join(', ')} on ${resource}`,
      }));
    });
  },
  examples: {
    pass: [
      {
        title: 'its own webhook',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [admissionregistration.k8s.io], resources: [validatingwebhookconfigurations], resourceNames: [operator], verbs: [get, update] }
            - { apiGroups: [admissionregistration.k8s.io], resources: [validatingwebhookconfigurations], verbs: [list, watch] }
        `,
      },
    ],
    fail: [
      {
        title: 'all webhooks',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [admissionregistration.k8s.io], resources: [mutatingwebhookconfigurations, validatingwebhookconfigurations], verbs: [get, patch] }
        `,
        at: ['/rules/0/resources/0', '/rules/0/resources/1'],
      },
      {
        title: 'the policies',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [admissionregistration.k8s.io], resources: [validatingadmissionpolicybindings], verbs: [delete] }
        `,
        at: ['/rules/0/resources/0'],
      },
    ],
  },
});

const GUARDS = [
  'validatingwebhookconfigurations',
  'mutatingwebhookconfigurations',
  'validatingadmissionpolicies',
  'validatingadmissionpolicybindings',
  'mutatingadmissionpolicies',
  'mutatingadmissionpolicybindings',
];
