import {
  apiProblem,
  deployKeyProblem,
  idProblem,
  rsaKeyProblem,
  tokenProblem,
  userProblem,
} from './credential-forms.ts';
import type { SshServer } from './known-hosts.ts';
import type { SettingReader } from './setting-reader.ts';

/** How Argo CD logs in to the repository. */
export type RepositoryLogin =
  | { readonly kind: 'public' }
  | { readonly kind: 'deployKey'; readonly key: string }
  | { readonly kind: 'token'; readonly user: string; readonly token: string }
  | {
      readonly kind: 'githubApp';
      readonly id: string;
      readonly installation: string;
      readonly key: string;
      /** Address of the API of a GitHub Enterprise server. */
      readonly api: string | undefined;
    };

const KINDS = ['public', 'deployKey', 'token', 'githubApp'] as const;

/** Reads how Argo CD logs in. Without a word, SSH takes a deploy key and HTTPS a token. */
export function repositoryAccess(read: SettingReader, repository: string): RepositoryLogin {
  const ssh = isSsh(repository);
  const local = repository.startsWith('file:');
  const kind = read.choice('repositoryAccess', KINDS, ssh ? 'deployKey' : local ? 'public' : 'token');
  if (kind !== 'public' && ssh !== (kind === 'deployKey')) {
    read.refuse(
      `repositoryAccess: "${kind}" does not fit ${repository}; ` +
        `with ${ssh ? 'SSH use deployKey' : 'HTTPS use token, githubApp or public'}`,
    );
  }
  switch (kind) {
    case 'public':
      for (const key of ['deployKey', 'token', 'githubAppKey'] as const) {
        if (read.optional(key) !== undefined) {
          read.refuse(`${key}: is not used with repositoryAccess public; remove one of them`);
        }
      }
      return { kind };
    case 'deployKey':
      return { kind, key: read.secret('deployKey', '< id_ed25519', deployKeyProblem) };
    case 'token':
      // GitHub takes any name, and so do most others
      return {
        kind,
        user: read.optional('tokenUser', userProblem) ?? 'git',
        token: read.secret('token', 'TOKEN', tokenProblem),
      };
    case 'githubApp':
      return {
        kind,
        id: read.required('githubAppId', 'ID', idProblem),
        installation: read.required('githubAppInstallationId', 'ID', idProblem),
        key: read.secret('githubAppKey', '< app.private-key.pem', rsaKeyProblem),
        api: read.optional('githubApi', apiProblem),
      };
  }
}

/** The server that a repository is read from over SSH; undefined for one that is read in another way. */
export function sshServerOf(repository: string): SshServer | undefined {
  const host = isSsh(repository) ? hostOf(repository) : undefined;
  if (host === undefined) return undefined;
  const port = repository.startsWith('ssh://') ? new URL(repository).port : '';
  return { host, port: port === '' ? 22 : Number(port) };
}

/** Whether a repository is read over SSH. */
function isSsh(repository: string): boolean {
  return repository.startsWith('ssh://') || repository.startsWith('git@');
}

/** The host of a repository, as certificates and known hosts name it; undefined for a local one. */
export function hostOf(repository: string): string | undefined {
  const scp = /^git@([^:/]+):/.exec(repository)?.[1];
  if (scp !== undefined) return scp;
  return URL.canParse(repository) ? new URL(repository).hostname || undefined : undefined;
}
