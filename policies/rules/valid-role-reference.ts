import { isDefaultRbac } from '../default-rbac.ts';
import type { Graph } from '../graph/graph.ts';
import type { GraphNode } from '../graph/node.ts';
import { BINDING_KINDS } from '../rbac.ts';
import { listAt, textAt } from '../read.ts';
import { defineRule, type GraphOffence } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'valid-role-reference',
  title: 'Bindings name roles and ServiceAccounts that exist',
  severity: 'error',
  why: 'A binding of a role that does not exist is accepted and grants nothing; one of a ServiceAccount that does not exist waits for whoever creates it, and gives away the rights.',
  fix: 'Correct roleRef or the subject, or add the Role or ServiceAccount. A Role is of the namespace of its RoleBinding; a subject of another namespace names that.',
  upstream: [],
  links: ['https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding'],
  since: '0.1.0',
  *check(graph) {
    for (const node of graph.ofKind(...BINDING_KINDS)) {
      if (isDefaultRbac(node.object)) continue;
      yield* roleOffences(graph, node);
      yield* subjectOffences(graph, node);
    }
  },
  examples: {
    pass: [
      {
        title: 'a Role of the namespace, and a default ClusterRole for users',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: Role
          metadata: { name: report }
          ---
          apiVersion: v1
          kind: ServiceAccount
          metadata: { name: report }
          ---
          apiVersion: rbac.authorization.k8s.io/v1
          kind: RoleBinding
          metadata: { name: report }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: report }
          subjects:
            - { kind: ServiceAccount, name: report }
          ---
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRoleBinding
          metadata: { name: readers }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
          subjects:
            - { apiGroup: rbac.authorization.k8s.io, kind: Group, name: readers }
        `,
      },
      {
        title: 'a ServiceAccount of a system namespace, which Kubernetes makes',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: collector }
          ---
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRoleBinding
          metadata: { name: collector }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: collector }
          subjects:
            - { kind: ServiceAccount, name: generic-garbage-collector, namespace: kube-system }
        `,
      },
    ],
    fail: [
      {
        title: 'a Role where there is a ClusterRole, and a subject that does not exist',
        yaml: `
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: { name: report }
          ---
          apiVersion: rbac.authorization.k8s.io/v1
          kind: RoleBinding
          metadata: { name: report }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: report }
          subjects:
            - { kind: ServiceAccount, name: reporter }
        `,
        at: ['/roleRef/name', '/subjects/0/name'],
      },
    ],
  },
});

function* roleOffences(graph: Graph, node: GraphNode): Iterable<GraphOffence> {
  const kind = textAt(node.object, 'roleRef', 'kind');
  const name = textAt(node.object, 'roleRef', 'name');
  if (name === undefined || (kind !== 'Role' && kind !== 'ClusterRole')) return;
  const namespace = kind === 'Role' ? graph.namespaceOf(node) : '';
  if (graph.has(kind, namespace, name)) return;
  // controllers make roles only where somebody lets them escalate
  const absence = graph.unseen.byName(namespace, { made: false });
  if (absence === undefined) return;
  const { note, ...severity } = absence;
  yield {
    object: node.object,
    pointer: '/roleRef/name',
    message: `${kind} ${name} does not exist${note}`,
    ...severity,
  };
}

function* subjectOffences(graph: Graph, node: GraphNode): Iterable<GraphOffence> {
  for (const [index, subject] of listAt(node.object, 'subjects').entries()) {
    const name = textAt(subject, 'name');
    if (textAt(subject, 'kind') !== 'ServiceAccount' || name === undefined) continue;
    // without a namespace it is of the RoleBinding's
    const namespace = textAt(subject, 'namespace') || graph.namespaceOf(node);
    if (graph.has('ServiceAccount', namespace, name)) continue;
    const absence = graph.unseen.byName(namespace);
    if (absence === undefined) continue;
    const { note, ...severity } = absence;
    const place = namespace === '' ? name : `${namespace}/${name}`;
    const pointer = `/subjects/${index}/name`;
    yield { object: node.object, pointer, message: `ServiceAccount ${place} does not exist${note}`, ...severity };
  }
}
