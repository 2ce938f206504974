import * as pulumi from '@pulumi/pulumi';
import { rootApplication, rootProject } from '../../constructs/argocd/index.ts';
import type { Config } from '../../model/config.ts';
import type { KubeObject } from '../../model/kube.ts';
import type { Environment } from '../../model/resolved.ts';
import { pointersFolder } from '../../pipeline/write/paths.ts';
import { ANNOTATION_RELEASE } from '../release-record.ts';
import { DAY_ZERO_MANAGER, kubeResource } from './kube-resource.ts';

export interface RootApplicationProps {
  readonly config: Pick<Config, 'repository'>;
  readonly environment: Pick<Environment, 'name' | 'argocd'>;
  /** Name of a cluster of the environment. */
  readonly cluster: string;
  /**
   * What day 0 installed, as the project remembers it; undefined where the project is another stack's: an Argo CD has
   * one for all its root Applications.
   */
  readonly record: string | undefined;
  readonly provider: pulumi.ProviderResource;
  readonly dependsOn: readonly pulumi.Resource[];
}

/**
 * The Application that deploys all others of a cluster, and the project that it needs.
 *
 * Protected: without them nothing that is committed reaches the cluster any more. What runs goes on running, because
 * the root Application has no finalizer.
 */
export class RootApplication extends pulumi.ComponentResource {
  constructor(name: string, props: RootApplicationProps, options: pulumi.ComponentResourceOptions = {}) {
    super('stele:bootstrap:RootApplication', name, {}, options);
    const { config, environment, cluster, record, provider, dependsOn } = props;
    const own = { fieldManager: DAY_ZERO_MANAGER, parent: this, provider, protect: true } as const;
    const folder = pointersFolder(environment.name, cluster);
    const application = rootApplication({ cluster, folder, environment, config });
    const project =
      record === undefined
        ? []
        : [kubeResource(remembering(rootProject(config), record), { ...own, dependsOn: [...dependsOn] })];
    kubeResource(application, { ...own, dependsOn: [...dependsOn, ...project] });
    this.registerOutputs();
  }
}

function remembering(project: KubeObject, record: string): KubeObject {
  const { annotations } = project.metadata;
  return {
    ...project,
    metadata: { ...project.metadata, annotations: { ...annotations, [ANNOTATION_RELEASE]: record } },
  };
}
