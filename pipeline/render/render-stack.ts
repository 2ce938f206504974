import { App } from 'cdk8s';
import { StackNamespace } from '../../constructs/rendering.ts';
import type { AdmissionPolicies } from '../../model/admission.ts';
import { whileBuilding } from '../../model/building.ts';
import { StackChart } from '../../model/chart.ts';
import { type Problem, UserError } from '../../model/errors.ts';
import { imageReference } from '../../model/image.ts';
import { lockRing } from '../../model/lock.ts';
import { MissingFact } from '../../model/missing-fact.ts';
import { recordFacts } from '../../model/recorder.ts';
import type { ClusterModel, Environment, StackInEnvironment } from '../../model/resolved.ts';
import type { Values } from '../../model/values.ts';
import type { Rendering } from '../rendering.ts';
import { isThrownIn, thrownProblem } from '../thrown.ts';
import { takeObjects } from './finish.ts';

export interface RenderInput {
  readonly root: string;
  readonly environment: Environment;
  readonly cluster: ClusterModel;
  readonly use: StackInEnvironment;
  readonly values: Values;
  /** Namespaces by stack, of the whole environment. */
  readonly namespaces: ReadonlyMap<string, string>;
  readonly clusterScoped: readonly string[];
  /** The team that may give its stacks rights in the whole cluster. */
  readonly platformTeam: string;
  /** @default none */
  readonly admissionPolicies?: AdmissionPolicies;
}

/** What came of a build. A failed one is remembered by the facts it read, too: it would fail again. */
export type RenderResult = { readonly rendering: Rendering } | { readonly read: Rendering['read'] };

/** Renders one stack for one cluster, in an App of its own that is thrown away. */
export function renderStack(input: RenderInput, problems: Problem[]): RenderResult {
  const { root, environment, cluster, use } = input;
  const { stack, source } = use;
  const recorded = recordFacts(cluster.facts);
  const images = stackImages(input);
  const found: Problem[] = [];
  try {
    const chart = new StackChart(new App(), {
      stack: stack.name,
      team: stack.team,
      platformTeam: input.platformTeam,
      namespace: stack.namespace,
      images: Object.values(images),
      facts: recorded.facts,
      namespaces: input.namespaces,
      admissionPolicies: input.admissionPolicies,
    });
    const objects = whileBuilding(() => {
      new StackNamespace(chart, { sealed: environment.sealed });
      const returned: unknown = stack.build({ chart, config: input.values.parsed, images, facts: recorded.facts });
      if (returned instanceof Promise) found.push(asyncBuild(input, returned));
      return takeObjects(chart, { source, clusterScoped: input.clusterScoped }, found);
    });
    recorded.close();
    if (found.length === 0)
      return {
        rendering: {
          objects,
          read: [...recorded.read],
          projectNeeds: [...chart.projectNeeds],
          waivers: [...chart.waivers],
        },
      };
  } catch (error) {
    found.push(...buildProblems(root, input, error));
  }
  problems.push(...found);
  return { read: [...recorded.read] };
}

function asyncBuild({ use }: RenderInput, returned: Promise<unknown>): Problem {
  // its failure would otherwise end the process
  returned.catch(() => undefined);
  return {
    subject: use.source,
    message: `build of stack ${use.stack.name} is async; read files with text() while the module loads`,
  };
}

function stackImages({ environment, cluster, use: { stack } }: RenderInput): Record<string, string> {
  const { images } = lockRing(environment.lock, cluster.ring);
  return Object.fromEntries(
    Object.entries(stack.images).map(([alias, repository]) => {
      const version = images[repository];
      if (version === undefined)
        throw new Error(`${repository} is not in the lock of ${environment.name}, which was checked`);
      return [alias, imageReference(repository, version)];
    }),
  );
}

function buildProblems(root: string, { environment, cluster, use }: RenderInput, error: unknown): readonly Problem[] {
  if (error instanceof MissingFact) {
    const [group, leaf] = error.fact.split('.');
    const place = leaf === undefined ? `${group}: …` : `${group}: { ${leaf}: … }`;
    return [
      {
        subject: `${environment.file}: ${cluster.name}`,
        message: `fact ${error.fact} is needed for ${error.neededFor} (stack ${use.stack.name}) and not given; add { ${place} } to cluster('${cluster.name}', …), or a preset that has it`,
      },
    ];
  }
  // cdk8s reports misuse by plain Errors; anything else that no line of the stack caused is a bug of ours
  const users =
    error instanceof UserError ||
    isThrownIn(root, use.source, error) ||
    (error instanceof Error && error.name === 'Error');
  if (!users) throw error;
  return thrownProblem(root, use.source, error);
}
