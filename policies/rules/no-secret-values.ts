import type { KubeObject } from '../../model/kube.ts';
import { at, fieldsAt, pointer } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-secret-values',
  title: 'No Secrets with values',
  severity: 'error',
  secret: true,
  why: 'What is in Git is known to everybody who can or could ever read the repository, and stays in its history. Base64 is no encryption: a Secret in Git is a leaked secret.',
  fix: 'Keep the value in a secret store and render an ExternalSecret (in Stele: SecretReference), or an encrypted kind such as SealedSecret. Then replace the value: it has leaked already.',
  upstream: ['C-0208', 'C-0234', 'CIS 5.4.2'],
  links: [
    'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
    'https://external-secrets.io/latest/introduction/overview/',
  ],
  since: '0.1.0',
  looksAt: ['Secret'],
  check(secret) {
    // SOPS leaves the form of a Secret and encrypts its values
    if (at(secret, 'sops') !== undefined) return [];
    return (['data', 'stringData'] as const).flatMap((field) =>
      Object.entries(fieldsAt(secret, field)).flatMap(([key, value]) =>
        typeof value !== 'string' || isHarmless(secret, field, key, value)
          ? []
          : [{ pointer: pointer(field, key), message: `has a value under ${key}` }],
      ),
    );
  },
  examples: {
    pass: [
      {
        title: 'a reference to a secret store',
        yaml: `
          apiVersion: external-secrets.io/v1
          kind: ExternalSecret
          metadata: { name: web }
          spec:
            secretStoreRef: { name: store, kind: ClusterSecretStore }
            dataFrom:
              - extract: { key: web }
        `,
      },
      {
        title: 'a Secret that a controller fills in',
        yaml: `
          apiVersion: v1
          kind: Secret
          metadata:
            name: token
            annotations: { kubernetes.io/service-account.name: web }
          type: kubernetes.io/service-account-token
          ---
          apiVersion: v1
          kind: Secret
          metadata: { name: webhook-ca }
          data: { ca.crt: '' }
        `,
      },
      {
        title: 'values that are filled in later, or encrypted',
        yaml: `
          apiVersion: v1
          kind: Secret
          metadata: { name: web }
          stringData: { password: '<path:secret/data/web#password>' }
          ---
          apiVersion: v1
          kind: Secret
          metadata: { name: web }
          stringData: { password: 'ENC[AES256_GCM,data:Tr7o=,iv:1=,tag:k=,type:str]' }
          sops: { version: 3.9.0 }
        `,
      },
      {
        title: 'a certificate, which is public',
        yaml: `
          apiVersion: v1
          kind: Secret
          metadata: { name: trust }
          stringData:
            ca.crt: |
              -----BEGIN CERTIFICATE-----
              MIIB...
              -----END CERTIFICATE-----
        `,
      },
      {
        title: 'a repository of Argo CD that needs no credential',
        yaml: `
          apiVersion: v1
          kind: Secret
          metadata:
            name: charts
            labels: { argocd.argoproj.io/secret-type: repository }
          stringData: { type: helm, name: charts, url: https://charts.example.com }
        `,
      },
    ],
    fail: [
      {
        title: 'a password in base64',
        yaml: `
          apiVersion: v1
          kind: Secret
          metadata: { name: web }
          data: { password: aHVudGVyMg== }
        `,
        at: ['/data/password'],
      },
      {
        title: 'a repository with a password in its URL',
        yaml: `
          apiVersion: v1
          kind: Secret
          metadata:
            name: charts
            labels: { argocd.argoproj.io/secret-type: repository }
          stringData: { type: git, url: https://ci:hunter2@git.example.com/charts.git, username: ci }
        `,
        at: ['/stringData/url', '/stringData/username'],
      },
      {
        title: 'a release of Helm',
        yaml: `
          apiVersion: v1
          kind: Secret
          metadata: { name: sh.helm.release.v1.web.v1 }
          type: helm.sh/release.v1
          data: { release: SDRzSUFBQUFBQUFDLw== }
        `,
        at: ['/data/release'],
      },
    ],
  },
});

/** Of the Secrets that Argo CD reads repositories from: what does not give access. */
const DESCRIBES_REPOSITORY: ReadonlySet<string> = new Set(
  'type name url project insecure enableLfs enableOCI forceHttpBasicAuth proxy noProxy'.split(' '),
);

function isHarmless(secret: KubeObject, field: 'data' | 'stringData', key: string, value: string): boolean {
  const text = field === 'data' ? Buffer.from(value, 'base64').toString('utf8') : value;
  if (text.trim() === '' || /^<[^<>]+>\s*$/.test(text) || /^ENC\[[^\]]+\]$/.test(text)) return true;
  if (/^\s*-----BEGIN CERTIFICATE-----/.test(text)) return !text.includes('PRIVATE KEY');
  const isRepository = at(secret, 'metadata', 'labels', 'argocd.argoproj.io/secret-type') === 'repository';
  return isRepository && DESCRIBES_REPOSITORY.has(key) && !/:\/\/[^/\s]*@/.test(text);
}
