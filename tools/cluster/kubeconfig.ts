/** How one identity reaches one API server. */
export interface Access {
  /** Such as `https://127.0.0.1:6443`. */
  readonly server: string;
  /** Path of the certificate that the server's is checked against. */
  readonly authority: string;
  readonly token: string;
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
