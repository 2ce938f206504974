import { granted, grantedVerbs, grantsOf, ROLE_KINDS } from '../rbac.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-pod-exec-grants',
  title: 'No grants to enter pods',
  severity: 'error',
  why: 'exec, attach, port-forward and ephemeral containers lead into running pods: to their memory, tokens and networks, past Git and review. nodes/proxy does the same by the kubelet, without admission and audit, and get is enough for it.',
  fix: 'Remove the grant. Debugging is for a named group, by an ephemeral container that admission checks. For metrics of the kubelet nodes/metrics is enough.',
  upstream: [
    'C-0002',
    'C-0063',
    'C-0279',
    'CIS 5.1.10',
    'KSV-0047',
    'KSV-0053',
    'KSV-0054',
    'kyverno: restrict-clusterrole-nodesproxy',
  ],
  links: [
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalation-privileges',
    'https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/',
  ],
  since: '0.1.0',
  looksAt: ROLE_KINDS,
  check(role) {
    return grantsOf(role).flatMap((grant) => {
      const enters = grantedVerbs(grant, ['get', 'create']).length > 0 ? granted(grant, '', STREAMS) : [];
      const adds =
        grantedVerbs(grant, ['update', 'patch']).length > 0 ? granted(grant, '', ['pods/ephemeralcontainers']) : [];
      return [...enters, ...adds].map(({ resource, pointer }) => ({
        pointer,
        message: `grants ${grant.verbs.join(', ')} on ${resource}`,
        // charts for monitoring ask for it in good faith; a way in is what it is all the same
        severity: resource.startsWith('nodes/') ? ('warning' as const) : ('error' as const),
      }));
    });
  },
  examples: {
    pass: [
      {
        title: 'logs, and the metrics of nodes',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [''], resources: [pods, pods/log], verbs: [get, list, watch] }
            - { apiGroups: [''], resources: [nodes/metrics], verbs: [get] }
        `,
      },
      {
        title: 'reading which ephemeral containers there are',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [''], resources: [pods/ephemeralcontainers], verbs: [get] }
        `,
      },
    ],
    fail: [
      {
        title: 'exec',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: Role
          metadata: { name: operator }
          rules:
            - { apiGroups: [''], resources: [pods], verbs: [get] }
            - { apiGroups: [''], resources: [pods/exec], verbs: [create] }
        `,
        at: ['/rules/1/resources/0'],
      },
      {
        title: 'every subresource, another container, and a way by the node',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [''], resources: ['pods/*'], verbs: [get] }
            - { apiGroups: [''], resources: [pods/ephemeralcontainers], verbs: [patch] }
            - { apiGroups: [''], resources: [nodes/proxy], verbs: [get] }
        `,
        at: ['/rules/0/resources/0', '/rules/1/resources/0', '/rules/2/resources/0'],
      },
    ],
  },
});

const STREAMS = ['pods/exec', 'pods/attach', 'pods/portforward', 'pods/proxy', 'pods/*', 'nodes/proxy', 'nodes/*'];
