import { granted, grantedVerbs, grantsOf, ROLE_KINDS } from '../rbac.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-certificate-approval',
  title: 'No grants to approve certificates',
  severity: 'error',
  why: 'Who may approve and sign certificate requests makes client certificates for any user and group: an identity that no list of accounts shows, and that cannot be taken back before it expires.',
  fix: 'Leave approval to the controllers of Kubernetes. An approver for one signer names that signer in resourceNames, with the verb approve alone.',
  upstream: ['C-0280', 'CIS 5.1.11', 'kyverno: restrict-clusterrole-csr'],
  links: [
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#csrs-and-certificate-issuing',
    'https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/',
  ],
  since: '0.1.0',
  looksAt: ROLE_KINDS,
  check(role) {
    return grantsOf(role).flatMap((grant) => {
      const writes = grantedVerbs(grant, ['update', 'patch']);
      const signs = grant.names.some((name) => !name.startsWith('kubernetes.io/') && name !== '*')
        ? []
        : grantedVerbs(grant, ['approve', 'sign']);
      return [
        ...(writes.length === 0 ? [] : granted(grant, GROUP, ['certificatesigningrequests/approval'])),
        ...(signs.length === 0 ? [] : granted(grant, GROUP, ['signers'])),
      ].map(({ resource, pointer }) => ({ pointer, message: `grants ${grant.verbs.join(', ')} on ${resource}` }));
    });
  },
  examples: {
    pass: [
      {
        title: 'asking for one, and looking',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests], verbs: [create, get, list, watch] }
        `,
      },
      {
        title: 'one signer of its own',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [certificates.k8s.io], resources: [signers], resourceNames: [issuers.cert-manager.io/*], verbs: [sign] }
        `,
      },
    ],
    fail: [
      {
        title: 'approval',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval], verbs: [update] }
        `,
        at: ['/rules/0/resources/0'],
      },
      {
        title: 'the signer of clients of the API server',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [certificates.k8s.io], resources: [signers], resourceNames: [kubernetes.io/kube-apiserver-client], verbs: [approve, sign] }
        `,
        at: ['/rules/0/resources/0'],
      },
    ],
  },
});

const GROUP = 'certificates.k8s.io';
