import { PodManagementPolicy, type Service, StatefulSet, type StatefulSetProps } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { throwIfAny, UserError } from '../../model/errors.ts';
import type { UnfinishedObject } from '../after-json.ts';
import { type MonitorOptions, monitor } from '../observability/index.ts';
import { type AutoscaleOptions, autoscale, type ScalableWorkload } from './autoscale.ts';
import { claimAccess, sharedClaimProblem } from './claim-access.ts';
import {
  type ClaimTemplates,
  claimTemplatesJson,
  mountClaims,
  type ResolvedClaim,
  resolveClaims,
  shadowedVolumes,
} from './claim-templates.ts';
import { disruptionBudget } from './disruption-budget.ts';
import { drain } from './drain.ts';
import { type ExposeOptions, expose } from './expose.ts';
import { finish } from './finish.ts';
import { HeadlessService } from './headless-service.ts';
import { identify } from './identity.ts';
import { immutable, POD } from './immutable.ts';
import type { PodTemplate } from './pod-template.ts';
import { requireReplicas } from './replicas.ts';
import { topologySpread } from './spread.ts';
import { type Immutable, parentProps } from './workload-props.ts';

export interface ImmutableStatefulSetProps extends Immutable<Omit<StatefulSetProps, 'service'>> {
  /**
   * Storage that each pod has for itself, by the path at which its first container mounts it.
   * @default none
   */
  readonly claims?: ClaimTemplates;
  /**
   * Old generations that can be gone back to.
   * @default 3
   */
  readonly revisionHistoryLimit?: number;
  /**
   * Seconds for which a container with ports goes on serving after its pod was told to end.
   * @default 5
   */
  readonly drainSeconds?: number;
}

const DEFAULT_REPLICAS = 1;

/** The label `controller-revision-hash` holds the name, a dash and a hash of up to ten characters. */
const NAME_LIMIT = { length: 52, because: 'a label of its pods holds it with a hash behind it' };

interface StatefulSetJson extends UnfinishedObject {
  spec: {
    template: PodTemplate;
    replicas: number;
    updateStrategy?: { rollingUpdate?: { partition?: number } };
    [field: string]: unknown;
  };
}

/**
 * A StatefulSet whose pods cannot change: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
 *
 * All pods start and end at once (`podManagementPolicy: Parallel`) unless it says otherwise; an update still goes pod by
 * pod. In order, a bad generation that never turns ready would also hold up the one that mends it:
 * https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
 *
 * @throws UserError when a name, a container or an option is not valid; when it is rendered, for what would weaken it
 * @throws MissingFact when there are claims and the cluster was not told its storage classes
 */
export class ImmutableStatefulSet extends immutable(StatefulSet) implements ScalableWorkload {
  readonly #props: ImmutableStatefulSetProps;
  readonly #claims: readonly ResolvedClaim[];
  #autoscaledFrom: number | undefined;

  constructor(scope: Construct, id: string, props: ImmutableStatefulSetProps = {}) {
    const identity = identify(scope, id, props, NAME_LIMIT);
    const service = new HeadlessService(scope, `${id}-headless`, identity);
    super(scope, id, {
      podManagementPolicy: PodManagementPolicy.PARALLEL,
      ...parentProps(identity, props),
      service,
    });
    this.#props = props;
    this[POD].addAll(props);
    this.#claims = resolveClaims(identity, props.claims ?? {});
    service.serve(() => this.ports.values());
    requireReplicas(identity.subject, this.#replicas);
    if (this.#replicas >= 2) disruptionBudget(this, identity);
    finish(this.object, 'harden', (json) => this.#harden(json as StatefulSetJson));
  }

  /** Gives it a Service, and a route from outside when it has a host. */
  expose(options: ExposeOptions): Service {
    return expose(this, options);
  }

  /** Lets an autoscaler decide how many pods it has, from two. */
  autoscale(options: AutoscaleOptions): void {
    this.#autoscaledFrom = autoscale(this, options);
    disruptionBudget(this, this[POD].identity);
  }

  /** Has its metrics scraped. */
  monitor(options: MonitorOptions): void {
    monitor(this, options);
  }

  get #replicas(): number {
    return this.replicas ?? this.#autoscaledFrom ?? DEFAULT_REPLICAS;
  }

  #harden({ spec }: StatefulSetJson): void {
    const { drainSeconds, revisionHistoryLimit = 3 } = this.#props;
    const { subject } = this[POD].identity;
    const pod = spec.template.spec;
    const pods = { replicas: this.#replicas, autoscaled: this.#autoscaledFrom !== undefined };
    const mounted = claimAccess(this[POD].mounted, pod.volumes ?? []);
    const shared = sharedClaimProblem(mounted, pods, '`claims`, which give each pod its own');
    if (shared !== undefined) throw new UserError({ subject, message: shared });
    mountClaims(pod.containers[0], this.#claims);
    drain(pod, drainSeconds, subject);
    this[POD].finish(spec.template);
    throwIfAny(shadowedVolumes(this[POD].identity, pod, this.#claims));
    // cdk8s-plus drops the count when there is an autoscaler, and Kubernetes would then start from 1
    spec.replicas = this.#replicas;
    spec.revisionHistoryLimit = revisionHistoryLimit;
    if (spec.minReadySeconds === 0) delete spec.minReadySeconds;
    if (spec.updateStrategy?.rollingUpdate?.partition === 0) delete spec.updateStrategy.rollingUpdate;
    if (this.#claims.length > 0) {
      spec.volumeClaimTemplates = claimTemplatesJson(this.#claims);
      spec.persistentVolumeClaimRetentionPolicy = { whenDeleted: 'Retain', whenScaled: 'Retain' };
    }
    // pods are replaced one by one under the same name, so both generations count
    if (spec.replicas >= 2) pod.topologySpreadConstraints = topologySpread(this.selectorLabels);
  }
}
