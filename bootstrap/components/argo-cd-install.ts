import * as pulumi from '@pulumi/pulumi';
import type { KubeObject } from '../../model/kube.ts';
import { isDefinition, NAMESPACE } from '../install/prepare-install.ts';
import { ARGOCD_MANAGER, type KubeResourceOptions, kubeResource } from './kube-resource.ts';

export interface ArgoCdInstallProps {
  /** Prepared objects of upstream's install. */
  readonly objects: readonly KubeObject[];
  /** Talks to the cluster that it is installed in. */
  readonly provider: pulumi.ProviderResource;
}

/**
 * Argo CD, until it takes itself over: its namespace, its kinds, then the rest.
 *
 * From then on all of it belongs to the tree. Pulumi looks at nothing that changes in it, and lets go of it without
 * deleting it.
 */
export class ArgoCdInstall extends pulumi.ComponentResource {
  /** What has to be there before anything else can be put into Argo CD's namespace. */
  readonly ground: readonly pulumi.Resource[];

  constructor(name: string, { objects, provider }: ArgoCdInstallProps, options: pulumi.ComponentResourceOptions = {}) {
    super('stele:bootstrap:ArgoCdInstall', name, {}, options);
    const handedOver: KubeResourceOptions = {
      fieldManager: ARGOCD_MANAGER,
      parent: this,
      provider,
      ignoreChanges: ['*'],
      retainOnDelete: true,
    };
    const namespace = kubeResource({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }, handedOver);
    const definitions = objects
      .filter(isDefinition)
      .map((object) => kubeResource(object, { ...handedOver, dependsOn: [namespace] }));
    this.ground = [namespace, ...definitions];
    for (const object of objects) {
      if (!isDefinition(object)) kubeResource(object, { ...handedOver, dependsOn: [...this.ground] });
    }
    this.registerOutputs();
  }
}
