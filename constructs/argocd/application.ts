import type { IApplicationSource } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ApplicationSource';
import type { IResourceIgnoreDifferences } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ResourceIgnoreDifferences';
import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { StackChart } from '../../model/chart.ts';
import { type Problem, throwIfAny } from '../../model/errors.ts';
import { dnsLabelProblem } from '../../model/names.ts';
import { checkKinds } from './kinds.ts';
import { revisionProblems } from './pinned-source.ts';
import { ARGOCD_API_VERSION, ARGOCD_NAMESPACE, IN_CLUSTER, RESOURCES_FINALIZER } from './place.ts';
import { ROOT } from './root.ts';
import { type SyncPolicyOptions, syncPolicy } from './sync-policy.ts';

/** Where an upstream project keeps its manifests, at one commit. */
export interface UpstreamSource extends Pick<IApplicationSource, 'directory' | 'kustomize'> {
  /** Its Git repository, by HTTPS. */
  readonly repoURL: string;
  /** The folder in it. */
  readonly path: string;
  /** The whole commit id: a tag or a branch can be moved after the review. */
  readonly targetRevision: string;
}

/** What an upstream installation writes, so that the team's project allows it and nothing else. */
export interface Deploys {
  /**
   * Cluster-scoped objects, as `group/Kind`, or `group/Kind/name` for one of them.
   * @default none
   */
  readonly clusterKinds?: readonly string[];
  /**
   * Namespaced kinds, as `group/Kind`; the core group is empty: `/ConfigMap`.
   * @default none
   */
  readonly namespacedKinds?: readonly string[];
  /**
   * Namespaces, beside the one that it is deployed to.
   * @default none
   */
  readonly namespaces?: readonly string[];
}

export interface ApplicationProps extends Omit<SyncPolicyOptions, 'keepIgnoredFields'> {
  /**
   * Its name; no stack may have it, because each stack is an Application too.
   * @default the construct's id
   */
  readonly name?: string;
  readonly source: UpstreamSource;
  readonly deploys: Deploys;
  /**
   * The namespace of what it deploys.
   * @default the stack's
   */
  readonly namespace?: string;
  /**
   * The project that it belongs to. A project of its own has to allow what it deploys.
   * @default the project of the stack's team, which then allows what `deploys` says
   */
  readonly project?: string;
  /**
   * What becomes of its objects when it is removed.
   * @default "orphan": they stay
   */
  readonly onRemove?: 'orphan' | 'delete';
  /**
   * Fields that controllers write: left out of the diff, and kept by syncs.
   * @default none
   */
  readonly ignoreDifferences?: readonly IResourceIgnoreDifferences[];
}

/**
 * An upstream installation, pinned to a commit: what Argo CD deploys beside what is in `manifests/`. It deploys to the
 * cluster that it stands in, so a cluster that a hub deploys to cannot have one.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#applications
 *
 * @throws UserError when the source is not pinned, the name is taken, or a kind is not written `group/Kind`
 */
export class Application extends ApiObject {
  constructor(scope: Construct, id: string, props: ApplicationProps) {
    const chart = StackChart.of(scope);
    const name = props.name ?? id;
    const namespace = props.namespace ?? chart.namespace;
    const { clusterKinds = [], namespacedKinds = [], namespaces = [] } = props.deploys;
    const subject = `${chart.stack}/${name}`;
    checkKinds(subject, 'deploys.clusterKinds', clusterKinds);
    checkKinds(subject, 'deploys.namespacedKinds', namespacedKinds);
    throwIfAny([...nameProblems(subject, name, chart), ...sourceProblems(subject, props.source)]);

    const ignored = props.ignoreDifferences ?? [];
    super(scope, id, {
      apiVersion: ARGOCD_API_VERSION,
      kind: 'Application',
      metadata: {
        name,
        namespace: ARGOCD_NAMESPACE,
        ...(props.onRemove === 'delete' ? { finalizers: [RESOURCES_FINALIZER] } : {}),
      },
      spec: {
        project: props.project ?? chart.team,
        destination: { server: IN_CLUSTER, namespace },
        source: props.source,
        ...(ignored.length > 0 ? { ignoreDifferences: ignored } : {}),
        syncPolicy: syncPolicy({ ...props, keepIgnoredFields: ignored.length > 0 }),
      },
    });
    if (props.project === undefined || props.project === chart.team) {
      chart.addProjectNeeds({
        repositories: [props.source.repoURL],
        namespaces: [...new Set([namespace, ...namespaces])],
        clusterKinds,
        namespacedKinds,
      });
    }
  }
}

function nameProblems(subject: string, name: string, chart: StackChart): Problem[] {
  const problem = dnsLabelProblem(subject, 'Application name', name);
  if (problem !== undefined) return [problem];
  if (name !== ROOT && name !== chart.stack && !chart.stacks.includes(name)) return [];
  const owner = name === ROOT ? 'the root Application' : `stack ${name}`;
  return [{ subject, message: `the Application of ${owner} has this name; use another, for example ${name}-upstream` }];
}

function sourceProblems(subject: string, source: UpstreamSource): Problem[] {
  const { repoURL } = source;
  const problems: Problem[] = [];
  if (!/^https:\/\/[^\s/]+\/\S+$/.test(repoURL)) {
    problems.push({ subject, message: `source.repoURL: "${repoURL}" is no HTTPS repository; write https://host/path` });
  }
  problems.push(...revisionProblems(subject, 'source', source));
  return problems;
}
