import type { IApplicationSetSpec } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ApplicationSetSpec';
import type { IApplicationSpec } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ApplicationSpec';
import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { ARGOCD_API_VERSION, ARGOCD_NAMESPACE } from './place.ts';
import { type SyncPolicyOptions, syncPolicy } from './sync-policy.ts';

export interface ApplicationSetProps extends Omit<SyncPolicyOptions, 'keepIgnoredFields'> {
  /**
   * Its name.
   * @default the construct's id
   */
  readonly name?: string;
  /** What it makes Applications for. */
  readonly generators: IApplicationSetSpec['generators'];
  /** Each Application's name and specification, with `{{ .field }}` of the generators (Go templates). */
  readonly template: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly spec: Omit<IApplicationSpec, 'syncPolicy'>;
  };
  /**
   * What becomes of the deployed objects when the set, or an Application of it, goes.
   * @default "orphan": they stay
   */
  readonly onRemove?: 'orphan' | 'delete';
}

/**
 * Applications made in the cluster from a list, for what Git does not know, such as previews of pull requests: stacks
 * need none. Only the stack whose namespace is `argocd` can render it.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/
 */
export class ApplicationSet extends ApiObject {
  constructor(scope: Construct, id: string, props: ApplicationSetProps) {
    const { name, spec, ...metadata } = props.template;
    super(scope, id, {
      apiVersion: ARGOCD_API_VERSION,
      kind: 'ApplicationSet',
      metadata: { name: props.name ?? id, namespace: ARGOCD_NAMESPACE },
      spec: {
        goTemplate: true,
        // a misspelt field would be rendered as an empty text
        goTemplateOptions: ['missingkey=error'],
        generators: props.generators,
        syncPolicy: { preserveResourcesOnDeletion: props.onRemove !== 'delete' },
        template: { metadata: { name, ...metadata }, spec: { ...spec, syncPolicy: syncPolicy(props) } },
      },
    });
  }
}
