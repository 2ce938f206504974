import { randomBytes } from 'node:crypto';

/** Who speaks to the API server, each with a token of its own, so that the audit log tells them apart. */
export const IDENTITIES = {
  'controller-manager': { user: 'system:kube-controller-manager', groups: [] },
  scheduler: { user: 'system:kube-scheduler', groups: [] },
  /** The simulated kubelets, and the controllers that a real cluster has beside Kubernetes' own. */
  kwok: { user: 'kwok', groups: ['system:nodes'] },
  /** Who sets a cluster up, as a cloud's installer or Pulumi does, and comes back when namespaces are sealed. */
  installer: { user: 'installer', groups: ['system:masters', 'stele:break-glass'] },
  /** The platform team: everything, through Kubernetes' own cluster-admin role. */
  'platform-admin': { user: 'platform-admin', groups: ['platform-admins'] },
  /** Somebody of an application's team: no rights but what stacks give to the group. */
  developer: { user: 'developer', groups: ['developers'] },
  /** The account for emergencies. */
  'break-glass': { user: 'break-glass', groups: ['stele:break-glass'] },
} as const satisfies Record<string, { readonly user: string; readonly groups: readonly string[] }>;

export type IdentityName = keyof typeof IDENTITIES;

/** A new token for each identity. */
export function newTokens(): ReadonlyMap<IdentityName, string> {
  return new Map(identityNames().map((name) => [name, randomBytes(24).toString('hex')]));
}

/** The file of kube-apiserver's `--token-auth-file`. */
export function tokenFile(tokens: ReadonlyMap<IdentityName, string>): string {
  const lines = identityNames().map((name) => {
    const { user, groups } = IDENTITIES[name];
    return `${tokens.get(name)},${user},${name},"${groups.join(',')}"\n`;
  });
  return lines.join('');
}

/** What the identities may do that Kubernetes does not provide for by itself. */
export const IDENTITY_BINDINGS: readonly object[] = [
  clusterAdmin('kwok', { kind: 'User', name: 'kwok' }),
  clusterAdmin('platform-admins', { kind: 'Group', name: 'platform-admins' }),
  clusterAdmin('break-glass', { kind: 'Group', name: 'stele:break-glass' }),
];

export function identityNames(): readonly IdentityName[] {
  return Object.keys(IDENTITIES) as IdentityName[];
}

function clusterAdmin(name: string, subject: { readonly kind: string; readonly name: string }): object {
  const apiGroup = 'rbac.authorization.k8s.io';
  return {
    apiVersion: `${apiGroup}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: `${name}-of-the-test-cluster` },
    roleRef: { apiGroup, kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ apiGroup, ...subject }],
  };
}
