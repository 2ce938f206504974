import * as pulumi from '@pulumi/pulumi';
import type { KubeObject } from '../../model/kube.ts';
import { DAY_ZERO } from '../../pipeline/day-zero-objects.ts';
import { NAMESPACE } from '../install/prepare-install.ts';
import { hostOf, type RepositoryLogin } from '../repository-login.ts';
import { DAY_ZERO_MANAGER, type KubeResourceOptions, kubeResource, secretData } from './kube-resource.ts';

export interface RepositoryAccessProps {
  readonly repository: string;
  readonly login: RepositoryLogin;
  /** Text of `ssh_known_hosts`. */
  readonly knownHosts: string;
  /** Certificates in PEM for the repository's host. */
  readonly certificate: string | undefined;
  readonly provider: pulumi.ProviderResource;
  readonly dependsOn: readonly pulumi.Resource[];
}

/**
 * How Argo CD gets into the repository, and what it takes for the repository's server: the credentials, the keys of SSH
 * servers, and certificates. Pulumi's for good: what lets Argo CD read Git cannot come from Git.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories
 */
export class RepositoryAccess extends pulumi.ComponentResource {
  constructor(name: string, props: RepositoryAccessProps, options: pulumi.ComponentResourceOptions = {}) {
    super('stele:bootstrap:RepositoryAccess', name, {}, options);
    const { repository, login, knownHosts, certificate, provider, dependsOn } = props;
    const own: KubeResourceOptions = {
      fieldManager: DAY_ZERO_MANAGER,
      parent: this,
      provider,
      dependsOn: [...dependsOn],
    };
    const host = hostOf(repository);
    kubeResource(settings(DAY_ZERO.knownHosts, { ssh_known_hosts: knownHosts }), own);
    kubeResource(
      settings(DAY_ZERO.certificates, certificate === undefined || host === undefined ? {} : { [host]: certificate }),
      own,
    );
    kubeResource(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: DAY_ZERO.repository,
          namespace: NAMESPACE,
          labels: { 'argocd.argoproj.io/secret-type': 'repository' },
        },
        type: 'Opaque',
        data: secretData({ type: 'git', url: repository, ...fields(login) }),
      },
      // without it Argo CD stops following Git
      { ...own, protect: true },
    );
    this.registerOutputs();
  }
}

/** Argo CD reads only what carries the label. */
function settings(name: string, data: Readonly<Record<string, string>>): KubeObject & { readonly data: typeof data } {
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'argocd' };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: NAMESPACE, labels }, data };
}

/** https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-repositories-yaml/ */
function fields(login: RepositoryLogin): Readonly<Record<string, pulumi.Input<string>>> {
  switch (login.kind) {
    case 'public':
      return {};
    case 'deployKey':
      return { sshPrivateKey: pulumi.secret(withNewline(login.key)) };
    case 'token':
      return { username: login.user, password: pulumi.secret(login.token.trim()) };
    case 'githubApp':
      return {
        githubAppID: login.id,
        githubAppInstallationID: login.installation,
        githubAppPrivateKey: pulumi.secret(withNewline(login.key)),
        ...(login.api === undefined ? {} : { githubAppEnterpriseBaseUrl: login.api }),
      };
  }
}

/** `pulumi config set` drops the last line's end, without which OpenSSH refuses a key. */
function withNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
