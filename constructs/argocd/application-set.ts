import type { IApplicationSetSpec } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ApplicationSetSpec';
import type { IApplicationSpec } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ApplicationSpec';
import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { StackChart } from '../../model/chart.ts';
import { type Problem, throwIfAny } from '../../model/errors.ts';
import { revisionProblems, type Source } from './pinned-source.ts';
import { ARGOCD_API_VERSION, ARGOCD_NAMESPACE } from './place.ts';
import { type SyncPolicyOptions, syncPolicy } from './sync-policy.ts';

type TemplateSpec = Omit<IApplicationSpec, 'syncPolicy' | 'sourceHydrator'>;

export interface ApplicationSetProps extends Omit<SyncPolicyOptions, 'keepIgnoredFields'> {
  /**
   * Its name.
   * @default the construct's id
   */
  readonly name?: string;
  /** What it makes Applications for. */
  readonly generators: IApplicationSetSpec['generators'];
  /**
   * Each Application's name and specification, with `{{ .field }}` of the generators (Go templates). A source is pinned to
   * the whole commit id, or its revision comes from a generator: then the generator decides what runs, not the review.
   */
  readonly template: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly spec: TemplateSpec;
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
 *
 * @throws UserError when a source is neither pinned nor left to a generator, or a generator has a template of its own
 */
export class ApplicationSet extends ApiObject {
  constructor(scope: Construct, id: string, props: ApplicationSetProps) {
    const { name, spec, ...metadata } = props.template;
    const subject = `${StackChart.of(scope).stack}/${props.name ?? id}`;
    throwIfAny([...sourceProblems(subject, spec), ...generatorProblems(subject, props.generators)]);
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

function sourceProblems(subject: string, { source, sources = [] }: TemplateSpec): Problem[] {
  const all: [place: string, source: Source][] = sources.map((each, index) => [`sources.${index}`, each]);
  if (source !== undefined) all.unshift(['source', source]);
  return all
    .filter(([, { targetRevision = '' }]) => !isGenerated(targetRevision))
    .flatMap(([place, each]) => revisionProblems(subject, `template.spec.${place}`, each));
}

/** Whether a generator gives the revision, or a part of it. */
function isGenerated(revision: string): boolean {
  return /\{\{.*\}\}/s.test(revision);
}

/** Templates of generators, which would replace what was checked; those of a matrix or merge hold further generators. */
function generatorProblems(subject: string, generators: readonly object[], place = 'generators'): Problem[] {
  return generators.flatMap((generator, index) =>
    Object.entries(generator).flatMap(([kind, options]: [string, unknown]) => {
      if (typeof options !== 'object' || options === null) return [];
      const here = `${place}.${index}.${kind}`;
      const nested = 'generators' in options && Array.isArray(options.generators) ? options.generators : [];
      const problems = generatorProblems(subject, nested, `${here}.generators`);
      if ('template' in options) {
        problems.push({ subject, message: `${here}.template: would replace parts of template; write them there` });
      }
      return problems;
    }),
  );
}
