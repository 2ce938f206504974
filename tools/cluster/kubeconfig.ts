import { readFileSync } from 'node:fs';

/** How one identity reaches one API server. */
export interface Access {
  /** Such as `https://127.0.0.1:6443`. */
  readonly server: string;
  /** Path of the certificate that the server's is checked against. */
  readonly authority: string;
  readonly token: string;
  /**
   * Whom the identity speaks for: https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
   * @default itself
   */
  readonly impersonate?: { readonly user: string; readonly groups: readonly string[] };
}

/** A kubeconfig, as JSON, which is YAML. */
export function kubeconfig({ server, authority, token }: Access): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'stele', cluster: { server, 'certificate-authority': authority } }],
    users: [{ name: 'stele', user: { token } }],
    contexts: [{ name: 'stele', context: { cluster: 'stele', user: 'stele' } }],
    'current-context': 'stele',
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** Reads what `kubeconfig` wrote. */
export function readKubeconfig(path: string): Access {
  const config = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly clusters: readonly [{ readonly cluster: Readonly<Record<'server' | 'certificate-authority', string>> }];
    readonly users: readonly [{ readonly user: { readonly token: string } }];
  };
  const { server, 'certificate-authority': authority } = config.clusters[0].cluster;
  return { server, authority, token: config.users[0].user.token };
}
