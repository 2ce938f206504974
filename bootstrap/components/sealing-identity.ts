import * as pulumi from '@pulumi/pulumi';
import { DAY_ZERO } from '../../pipeline/day-zero-objects.ts';
import { NAMESPACE } from '../install/prepare-install.ts';
import { DAY_ZERO_MANAGER, type KubeResourceOptions, kubeResource } from './kube-resource.ts';

export interface SealingIdentityProps {
  /** Talks to the cluster that a hub deploys to. */
  readonly provider: pulumi.ProviderResource;
}

/**
 * The account that a hub acts as in a cluster. It has the name that Argo CD's own account has where Argo CD runs, so that
 * a seal which lets Argo CD write, and an audit that looks for others, say the same on every cluster:
 * `system:serviceaccount:argocd:argocd-application-controller`.
 *
 * Its token does not expire: the hub has nobody who would renew it. `pulumi up --replace` of the Secret makes another.
 * https://kubernetes.io/docs/concepts/security/service-accounts/#authenticating-in-code
 */
export class SealingIdentity extends pulumi.ComponentResource {
  /** The token, as a secret. */
  readonly token: pulumi.Output<string>;

  constructor(name: string, { provider }: SealingIdentityProps, options: pulumi.ComponentResourceOptions = {}) {
    super('stele:bootstrap:SealingIdentity', name, {}, options);
    const own: KubeResourceOptions = { fieldManager: DAY_ZERO_MANAGER, parent: this, provider };
    const namespace = kubeResource(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
      { ...own, retainOnDelete: true },
    );
    const account = kubeResource(
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: DAY_ZERO.account, namespace: NAMESPACE } },
      { ...own, dependsOn: [namespace] },
    );
    const apiGroup = 'rbac.authorization.k8s.io';
    const binding = kubeResource(
      {
        apiVersion: `${apiGroup}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name: DAY_ZERO.binding },
        roleRef: { apiGroup, kind: 'ClusterRole', name: 'cluster-admin' },
        subjects: [{ kind: 'ServiceAccount', name: DAY_ZERO.account, namespace: NAMESPACE }],
      },
      { ...own, dependsOn: [account] },
    );
    const secret = kubeResource(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: DAY_ZERO.token,
          namespace: NAMESPACE,
          annotations: { 'kubernetes.io/service-account.name': DAY_ZERO.account },
        },
        type: 'kubernetes.io/service-account-token',
      },
      { ...own, dependsOn: [account, binding] },
    );
    this.token = pulumi.secret(tokenOf(secret));
    this.registerOutputs();
  }
}

/** What the cluster writes into the Secret; empty in a preview. */
function tokenOf(secret: pulumi.CustomResource): pulumi.Output<string> {
  const { data } = secret as unknown as { readonly data: pulumi.Output<Readonly<Record<string, string>> | undefined> };
  return data.apply((values) => Buffer.from(values?.token ?? '', 'base64').toString('utf8'));
}
