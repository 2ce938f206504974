import { granted, grantedVerbs, grantsOf, ROLE_KINDS } from '../rbac.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-pod-create-grants',
  title: 'No grants to start pods',
  severity: 'warning',
  why: 'Who may create a pod may run it as any service account of the namespace and mount any of its Secrets: the grant is worth all of theirs together. Whatever makes pods, such as a Deployment or a Job, is worth the same.',
  fix: 'Leave it to controllers of Kubernetes and to Argo CD. An operator that must make workloads keeps the grant in a Role of the namespaces it serves, and is waived.',
  upstream: ['C-0188', 'CIS 5.1.4', 'KSV-0048', 'kube-linter: access-to-create-pods'],
  links: ['https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation'],
  since: '0.1.0',
  looksAt: ROLE_KINDS,
  check(role) {
    return grantsOf(role).flatMap((grant) =>
      MAKERS.flatMap(([group, resources, verbs]) => {
        const found = grantedVerbs(grant, verbs);
        if (found.length === 0) return [];
        return granted(grant, group, resources).map(({ resource, pointer }) => ({
          pointer,
          message: `grants ${found.join(', ')} on ${resource}`,
        }));
      }),
    );
  },
  examples: {
    pass: [
      {
        title: 'reading and scaling',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [''], resources: [pods], verbs: [get, list, watch, delete] }
            - { apiGroups: [apps], resources: [deployments/scale], verbs: [get, update] }
        `,
      },
      {
        title: 'a kind of its own that has the name',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [batch.example.com], resources: [jobs], verbs: [create] }
        `,
      },
    ],
    fail: [
      {
        title: 'pods',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: Role
          metadata: { name: operator }
          rules:
            - { apiGroups: [''], resources: [pods], verbs: [get, create] }
        `,
        at: ['/rules/0/resources/0'],
      },
      {
        title: 'what makes pods',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: operator }
          rules:
            - { apiGroups: [apps, batch], resources: [deployments, jobs, replicasets/status], verbs: [get, patch] }
        `,
        at: ['/rules/0/resources/0', '/rules/0/resources/1'],
      },
    ],
  },
});

/** A controller's template can be changed at any time; a pod that exists keeps its volumes and its account. */
const MAKERS: readonly (readonly [group: string, resources: readonly string[], verbs: readonly string[]])[] = [
  ['', ['pods'], ['create']],
  ['', ['replicationcontrollers'], ['create', 'update', 'patch']],
  ['apps', ['deployments', 'statefulsets', 'daemonsets', 'replicasets'], ['create', 'update', 'patch']],
  ['batch', ['jobs', 'cronjobs'], ['create', 'update', 'patch']],
];
