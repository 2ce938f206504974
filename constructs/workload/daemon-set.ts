import { DaemonSet, type DaemonSetProps, type Service } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { throwIfAny } from '../../model/errors.ts';
import type { UnfinishedObject } from '../after-json.ts';
import { type MonitorOptions, monitor } from '../observability/index.ts';
import { type ClaimAccess, claimAccess } from './claim-access.ts';
import { drain } from './drain.ts';
import { type ExposeOptions, expose } from './expose.ts';
import { finish } from './finish.ts';
import { identify } from './identity.ts';
import { immutable, POD } from './immutable.ts';
import type { PodTemplate } from './pod-template.ts';
import { type Immutable, parentProps } from './workload-props.ts';

/** A taint that does not keep pods away: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
export interface Toleration {
  /**
   * Key of the taint.
   * @default every taint
   */
  readonly key?: string;
  /**
   * Value of the taint.
   * @default every value
   */
  readonly value?: string;
  /**
   * @default every effect
   */
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface ImmutableDaemonSetProps extends Immutable<DaemonSetProps> {
  /**
   * Pods, or a part of them such as `10%`, that an update takes away at a time.
   * @default 1
   */
  readonly maxUnavailable?: number | string;
  /**
   * Taints of nodes on which it runs nevertheless.
   * @default none but those that Kubernetes adds itself
   */
  readonly tolerations?: readonly Toleration[];
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

interface DaemonSetJson extends UnfinishedObject {
  spec: { template: PodTemplate; [field: string]: unknown };
}

/**
 * A DaemonSet whose pods cannot change: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
 *
 * @throws UserError when a name or a container is not valid; when it is rendered, for what would weaken it
 */
export class ImmutableDaemonSet extends immutable(DaemonSet) {
  readonly #props: ImmutableDaemonSetProps;

  constructor(scope: Construct, id: string, props: ImmutableDaemonSetProps = {}) {
    const identity = identify(scope, id, props);
    super(scope, id, parentProps(identity, props));
    this.#props = props;
    this[POD].addAll(props);
    finish(this.object, 'harden', (json) => this.#harden(json as DaemonSetJson));
  }

  /** Gives it a Service, and a route from outside when it has a host. */
  expose(options: ExposeOptions): Service {
    return expose(this, options);
  }

  /** Has its metrics scraped. */
  monitor(options: MonitorOptions): void {
    monitor(this, options);
  }

  #harden({ spec }: DaemonSetJson): void {
    const { drainSeconds, maxUnavailable = 1, tolerations = [], revisionHistoryLimit = 3 } = this.#props;
    const { subject } = this[POD].identity;
    const pod = spec.template.spec;
    const claim = claimAccess(this[POD].mounted, pod.volumes ?? []);
    throwIfAny(problemsOf(maxUnavailable, tolerations, claim).map((message) => ({ subject, message })));
    drain(pod, drainSeconds, subject);
    this[POD].finish(spec.template);
    spec.updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable } };
    spec.revisionHistoryLimit = revisionHistoryLimit;
    if (spec.minReadySeconds === 0) delete spec.minReadySeconds;
    if (tolerations.length > 0) {
      const scheduled = Array.isArray(pod.tolerations) ? pod.tolerations : [];
      pod.tolerations = [...scheduled, ...tolerations.map(tolerationJson)];
    }
  }
}

function problemsOf(maxUnavailable: number | string, tolerations: readonly Toleration[], claim: ClaimAccess): string[] {
  const messages: string[] = [];
  if (claim === 'single-node') {
    messages.push(
      'the pods of all nodes cannot mount a claim that one node only can mount; use a ReadWriteMany claim, or an ImmutableStatefulSet with `claims`',
    );
  }
  if (!/^[1-9]\d*$|^([1-9]\d?|100)%$/.test(String(maxUnavailable))) {
    messages.push(`maxUnavailable ${maxUnavailable} is refused; use a whole number from 1, or from 1% to 100%`);
  }
  for (const { key, value } of tolerations) {
    if (value !== undefined && key === undefined)
      messages.push(`toleration of the value "${value}" has no key; give one`);
  }
  return messages;
}

function tolerationJson({ key, value, effect }: Toleration): object {
  return {
    ...(key === undefined ? {} : { key }),
    operator: value === undefined ? 'Exists' : 'Equal',
    ...(value === undefined ? {} : { value }),
    ...(effect === undefined ? {} : { effect }),
  };
}
