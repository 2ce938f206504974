import { at, type Fields, fieldsAt, textAt } from '../../read.ts';
import { cronJobProblem } from '../cron-job-schedule.ts';
import { whole } from '../grammar.ts';
import { quoted } from '../shown.ts';
import { all, type ConstraintTable, isGiven, isSet, needs, type Report } from './constraint.ts';
import { templateProblems } from './workloads.ts';

const notNegative = whole(0);

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/batch/validation/validation.go */
export const JOBS: ConstraintTable = {
  'batch.v1.Job': { whole: needs('spec') },
  'batch.v1.JobSpec': {
    fields: {
      parallelism: notNegative,
      completions: notNegative,
      activeDeadlineSeconds: notNegative,
      backoffLimit: notNegative,
      backoffLimitPerIndex: notNegative,
      maxFailedIndexes: notNegative,
      ttlSecondsAfterFinished: notNegative,
    },
    whole: all(needs('template'), restartProblems, indexProblems, (value, report) => templateProblems(value, report)),
  },
  'batch.v1.PodFailurePolicyRule': {
    whole(value, report) {
      const [codes, conditions] = [isGiven(value, 'onExitCodes'), isSet(value, 'onPodConditions')];
      if (codes === conditions) {
        report([], `a rule must have one of onExitCodes and onPodConditions, and has ${codes ? 'both' : 'none'}`);
      }
    },
  },
  'batch.v1.SuccessPolicyRule': {
    fields: { succeededCount: notNegative },
    whole(value, report) {
      if (!isGiven(value, 'succeededCount') && !isGiven(value, 'succeededIndexes')) {
        report([], 'a rule must have succeededCount or succeededIndexes');
      }
    },
  },
  'batch.v1.CronJob': { whole: needs('spec') },
  'batch.v1.CronJobSpec': {
    fields: {
      startingDeadlineSeconds: notNegative,
      successfulJobsHistoryLimit: notNegative,
      failedJobsHistoryLimit: notNegative,
    },
    whole: all(needs('jobTemplate'), (value, report) => {
      if (isGiven(value, 'jobTemplate') && !isGiven(fieldsAt(value, 'jobTemplate'), 'spec')) {
        report(['jobTemplate'], 'jobTemplate has no spec', { remedy: 'Add spec.' });
      }
      if (isGiven(fieldsAt(value, 'jobTemplate', 'spec'), 'manualSelector')) {
        report(['jobTemplate', 'spec', 'manualSelector'], 'manualSelector must not be set in a CronJob');
      }
      scheduleProblems(value, report);
    }),
  },
};

function restartProblems(value: Fields, report: Report): void {
  const spec = fieldsAt(value, 'template', 'spec');
  const policy = textAt(spec, 'restartPolicy') ?? '';
  const place = ['template', 'spec', 'restartPolicy'];
  if (policy === '' || policy === 'Always') {
    report(policy === '' ? place.slice(0, 2) : place, 'restartPolicy must be OnFailure or Never in a Job', {
      remedy: 'Write restartPolicy: Never (a new pod for each try) or OnFailure.',
    });
  } else if (policy === 'OnFailure' && isGiven(value, 'podFailurePolicy')) {
    report(place, 'restartPolicy must be Never where there is a podFailurePolicy');
  }
}

function indexProblems(value: Fields, report: Report): void {
  if (at(value, 'completionMode') === 'Indexed') {
    if (isGiven(value, 'maxFailedIndexes') && !isGiven(value, 'backoffLimitPerIndex')) {
      report([], 'backoffLimitPerIndex is missing, which maxFailedIndexes needs');
    }
    if (!isGiven(value, 'completions')) report([], 'completions is missing, which the completion mode Indexed needs');
    return;
  }
  for (const name of ['backoffLimitPerIndex', 'maxFailedIndexes', 'successPolicy']) {
    if (isGiven(value, name)) report([name], `${name} must only be set where completionMode is Indexed`);
  }
}

function scheduleProblems(value: Fields, report: Report): void {
  const schedule = textAt(value, 'schedule');
  if (schedule !== undefined && schedule !== '') {
    const problem = cronJobProblem(schedule);
    if (problem !== undefined) report(['schedule'], `schedule ${quoted(schedule)} ${problem}`);
  }
  const zone = at(value, 'timeZone');
  if (typeof zone !== 'string') return;
  if (
    zone === '' ||
    zone.toLowerCase() === 'local' ||
    zone.split('/').some((part) => !/^(?!-|\.\.?$)[A-Za-z._0-9+-]{1,14}$/.test(part))
  ) {
    report(
      ['timeZone'],
      `timeZone must be a name of the time zone database such as Europe/Berlin, and is ${quoted(zone)}`,
    );
  }
}
