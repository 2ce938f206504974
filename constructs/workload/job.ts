import { Job, type JobProps } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { UserError } from '../../model/errors.ts';
import { contentHash } from '../../model/hash.ts';
import { ANNOTATION_STEM } from '../../model/kube.ts';
import type { UnfinishedObject } from '../after-json.ts';
import { finish } from './finish.ts';
import { HOOK_DEADLINE_SECONDS, type HookPhase, hookAnnotations } from './hook.ts';
import { identify } from './identity.ts';
import { immutable, POD } from './immutable.ts';
import { hardenJobSpec, type JobSpec } from './job-spec.ts';
import { annotate } from './templates.ts';
import { type Immutable, parentProps } from './workload-props.ts';

export interface ImmutableJobProps extends Immutable<Omit<JobProps, 'ttlAfterFinished'>> {
  /**
   * Runs it at every sync instead of once per content: for one-off work of a deployment, such as migrations. It has to
   * bear being run again.
   *
   * - `before`: what Argo CD's users know as PreSync. It runs to its end before a workload of the stack is touched, and
   *   when it fails, none is. What the Job itself needs is there, also at the first installation: that is why it is
   *   rendered as a hook of the phase Sync in an early wave.
   * - `during`: along with the rest (phase Sync), for what needs another workload of the same stack to run.
   * - `after`: after everything is healthy (phase PostSync). A workload that never is then keeps the sync, and with it
   *   the commit that would mend it, waiting: choose it knowingly.
   * @default none: it runs once, and again when its content changes
   */
  readonly hook?: HookPhase;
}

/** A dash and ten characters of hash come behind it, and the name is a label of its pods. */
const NAME_LIMIT = { length: 52, because: 'the hash of its content comes behind it' };

interface JobJson extends UnfinishedObject {
  spec: JobSpec;
}

/**
 * A Job that cannot change: its name ends in the hash of its content, so other content is another Job, and it stays when
 * it is done, because Argo CD would run a Job again that is gone.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/
 *
 * @throws UserError when a name or a container is not valid; when it is rendered, for what would weaken it
 */
export class ImmutableJob extends immutable(Job) {
  readonly #props: ImmutableJobProps;

  constructor(scope: Construct, id: string, props: ImmutableJobProps = {}) {
    const identity = identify(scope, id, props, NAME_LIMIT);
    super(scope, id, parentProps(identity, props));
    this.#props = props;
    this[POD].addAll(props);
    finish(this.object, 'harden', (json) => this.#harden(json as JobJson));
    finish(this.object, 'name', (json) => this.#rename(json));
  }

  #harden(json: JobJson): void {
    const { hook } = this.#props;
    if (json.spec.ttlSecondsAfterFinished !== undefined) {
      throw new UserError({
        subject: this[POD].identity.subject,
        message: 'ttlAfterFinished would make Argo CD run the Job again when it is gone; leave it out',
      });
    }
    this[POD].finish(json.spec.template);
    hardenJobSpec(json.spec);
    if (hook === undefined) return;
    json.spec.activeDeadlineSeconds ??= HOOK_DEADLINE_SECONDS;
    for (const [key, value] of Object.entries(hookAnnotations(hook))) annotate(json, key, value);
  }

  /** A hook keeps its name: Argo CD deletes the former one before it creates it. */
  #rename(json: UnfinishedObject): void {
    if (this.#props.hook !== undefined) return;
    annotate(json, ANNOTATION_STEM, this[POD].identity.name);
    json.metadata.name = `${this[POD].identity.name}-${contentHash(json)}`;
  }
}
