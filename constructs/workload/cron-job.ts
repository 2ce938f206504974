import { type Cron, Duration } from 'cdk8s';
import { CronJob, type CronJobProps } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { UnfinishedObject } from '../after-json.ts';
import { finish } from './finish.ts';
import { identify } from './identity.ts';
import { immutable, POD } from './immutable.ts';
import { hardenJobSpec, type JobSpec } from './job-spec.ts';
import { cronOf, timeZoneOf } from './schedule.ts';
import { type Immutable, parentProps } from './workload-props.ts';

export interface ImmutableCronJobProps extends Immutable<Omit<CronJobProps, 'schedule'>> {
  /** When it runs: five fields such as `0 3 * * *`, or cdk8s's `Cron`. */
  readonly schedule: string | Cron;
  /**
   * The time zone of the schedule, by its name in the IANA database, such as `Europe/Berlin`.
   * @default "Etc/UTC"
   */
  readonly timeZone?: string;
  /**
   * How late it may still start, when the cluster was busy or away.
   * @default 5 minutes
   */
  readonly startingDeadline?: Duration;
  /**
   * How long one run may take. A run that hangs keeps all later ones from starting.
   * @default 1 hour
   */
  readonly activeDeadline?: Duration;
}

/** A Job of it has a dash and up to ten digits behind its name, and is a label of its pods. */
const NAME_LIMIT = { length: 52, because: 'its Jobs have the time of their start behind it' };

interface CronJobJson extends UnfinishedObject {
  spec: { jobTemplate: { metadata?: { labels?: Record<string, string> }; spec: JobSpec }; [field: string]: unknown };
}

/**
 * A CronJob whose pods cannot change. A run that is not done keeps the next from starting, unless it says otherwise.
 * https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 *
 * @throws UserError when a name, the schedule, its time zone or a container is not valid; when it is rendered, for what would weaken it
 */
export class ImmutableCronJob extends immutable(CronJob) {
  constructor(scope: Construct, id: string, props: ImmutableCronJobProps) {
    const identity = identify(scope, id, props, NAME_LIMIT);
    super(scope, id, {
      ...parentProps(identity, props),
      schedule: cronOf(identity.subject, props.schedule),
      timeZone: timeZoneOf(identity.subject, props.timeZone),
      startingDeadline: props.startingDeadline ?? Duration.minutes(5),
      activeDeadline: props.activeDeadline ?? Duration.hours(1),
    });
    this[POD].addAll(props);
    finish(this.object, 'harden', (json) => this.#harden(json as CronJobJson));
  }

  #harden({ spec }: CronJobJson): void {
    const { jobTemplate } = spec;
    this[POD].finish(jobTemplate.spec.template);
    hardenJobSpec(jobTemplate.spec);
    jobTemplate.metadata = { ...jobTemplate.metadata, labels: { ...this[POD].identity.labels } };
    if (spec.suspend === false) delete spec.suspend;
  }
}
