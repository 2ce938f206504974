import { type Problem, throwIfAny } from '../model/errors.ts';
import { certificateProblem } from './credential-forms.ts';
import { knownHostsProblem } from './known-hosts.ts';
import { type RepositoryLogin, repositoryAccess } from './repository-login.ts';
import { SettingReader } from './setting-reader.ts';
import type { SettingsSource } from './settings-source.ts';

/** What only Pulumi's configuration says of a cluster: `Pulumi.<cluster>.yaml`. */
export interface Settings {
  /** Content of a kubeconfig for the cluster that Argo CD runs in: the cluster itself, or its hub. */
  readonly kubeconfig: string;
  readonly login: RepositoryLogin;
  /** Lines for `ssh_known_hosts`, instead of those that Argo CD comes with. */
  readonly knownHosts: string | undefined;
  /** Certificates in PEM for the repository's host, beside those that public authorities signed. */
  readonly certificate: string | undefined;
  /** Another place and content of the install manifest than the known release has. */
  readonly manifest: ManifestSetting | undefined;
  /** Whether an Argo CD that is there already is taken over as it is. */
  readonly adopt: boolean;
  /** How the hub gets into the cluster; undefined where the cluster has an Argo CD of its own. */
  readonly spoke: SpokeSetting | undefined;
}

export interface ManifestSetting {
  /** A URL that begins with `https://`, or a path relative to the root of the repository. */
  readonly from: string;
  /** Hexadecimal SHA-256 of its bytes. */
  readonly sha256: string;
}

export interface SpokeSetting {
  /** Content of a kubeconfig for the cluster. */
  readonly kubeconfig: string;
  /** As an account that Pulumi makes, with its token; or by the program that the kubeconfig names. */
  readonly auth: 'token' | 'exec';
}

export interface SettingsContext {
  /** The repository that Argo CD reads. */
  readonly repository: string;
  /** Whether the Argo CD that deploys to the cluster runs in another one. */
  readonly spoke: boolean;
}

/**
 * Reads and checks the settings of a Pulumi stack.
 *
 * @throws UserError with every problem, each with the command that mends it
 */
export function readSettings(source: SettingsSource, { repository, spoke }: SettingsContext): Settings {
  const problems: Problem[] = [];
  const read = new SettingReader(source, problems);
  const settings: Settings = {
    kubeconfig: read.secret('kubeconfig', '< kubeconfig.yaml'),
    login: spoke ? { kind: 'public' } : repositoryAccess(read, repository),
    knownHosts: read.optional('knownHosts', knownHostsProblem),
    certificate: read.optional('certificate', certificateProblem),
    manifest: manifest(read),
    adopt: read.choice('adopt', ['true', 'false'], 'false') === 'true',
    spoke: spoke
      ? {
          kubeconfig: read.secret('clusterKubeconfig', '< kubeconfig.yaml'),
          auth: read.choice('clusterAuth', ['token', 'exec'], 'token'),
        }
      : undefined,
  };
  read.refuseUnknown();
  throwIfAny(problems);
  return settings;
}

function manifest(read: SettingReader): ManifestSetting | undefined {
  const from = read.optional('manifest');
  const sha256 = read.optional('manifestSha256', (text) =>
    /^[0-9a-f]{64}$/.test(text) ? undefined : 'is no SHA-256 in 64 hexadecimal digits',
  );
  if (from === undefined && sha256 === undefined) return undefined;
  return {
    from: from ?? read.required('manifest', 'FILE_OR_URL'),
    sha256: sha256 ?? read.required('manifestSha256', 'SHA256'),
  };
}
