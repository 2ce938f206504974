import { ApiObject } from 'cdk8s';
import { confirmDeletion, hoistHookNeeds, type UnfinishedObject } from '../../constructs/rendering.ts';
import type { StackChart } from '../../model/chart.ts';
import type { Problem } from '../../model/errors.ts';
import {
  ANNOTATION_SOURCE,
  type KubeObject,
  LABEL_INSTANCE,
  LABEL_MANAGED_BY,
  LABEL_PART_OF,
} from '../../model/kube.ts';
import { deepFreeze } from '../../model/values.ts';
import { isClusterScoped } from './scope.ts';

/** The namespace of Argo CD, where a stack may put Applications for what it installs from upstream. */
const ARGOCD_NAMESPACE = 'argocd';

export interface FinishOptions {
  readonly source: string;
  readonly clusterScoped: readonly string[];
}

/** Takes the objects out of a chart as frozen plain data: namespaced, labelled, with their source. */
export function takeObjects(chart: StackChart, options: FinishOptions, problems: Problem[]): KubeObject[] {
  const constructs = chart.node.findAll();
  for (const construct of constructs) {
    for (const message of construct.node.validate())
      problems.push({ subject: `${options.source}: ${construct.node.path}`, message });
  }
  const objects = constructs
    .filter((construct) => ApiObject.isApiObject(construct))
    .map((object) => object.toJson() as UnfinishedObject);
  hoistHookNeeds(objects);
  return objects.map((object) => finish(object, chart, options, problems));
}

function finish(
  object: UnfinishedObject,
  chart: StackChart,
  { source, clusterScoped }: FinishOptions,
  problems: Problem[],
): KubeObject {
  const { metadata } = object;
  const clusterWide = isClusterScoped(object.apiVersion, object.kind, clusterScoped);
  if (clusterWide) delete metadata.namespace;
  else metadata.namespace ??= chart.namespace;
  if (!clusterWide && metadata.namespace !== chart.namespace) {
    const message = foreignProblem(object, chart);
    if (message !== undefined) problems.push({ subject: `${source}: ${object.kind} ${metadata.name}`, message });
  }
  // no app.kubernetes.io/name: it is the workload's, and a Service that had it would be taken for the workload's own
  metadata.labels = {
    [LABEL_INSTANCE]: chart.stack,
    [LABEL_PART_OF]: chart.stack,
    [LABEL_MANAGED_BY]: 'stele',
    ...metadata.labels,
  };
  metadata.annotations = { ...metadata.annotations, [ANNOTATION_SOURCE]: source };
  confirmDeletion(object);
  return deepFreeze(object) as unknown as KubeObject;
}

/** Why an object may not stand in a namespace that is not the stack's, or undefined. */
function foreignProblem({ apiVersion, kind, metadata }: UnfinishedObject, chart: StackChart): string | undefined {
  const { stack, namespace, team, platformTeam } = chart;
  const isApplication = kind === 'Application' && apiVersion.startsWith('argoproj.io/');
  if (!isApplication || metadata.namespace !== ARGOCD_NAMESPACE) {
    return `stands in namespace "${metadata.namespace}", but stack ${stack} writes to "${namespace}" only; let the stack of that namespace render it`;
  }
  // whoever writes Applications chooses what is deployed, and by which project
  if (team === platformTeam) return undefined;
  return `is an Application, and stack ${stack} is of team "${team}"; let a stack of the platform team "${platformTeam}" render it`;
}
