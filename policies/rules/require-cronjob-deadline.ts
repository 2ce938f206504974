import * as z from '../../model/z.ts';
import { fieldsAt } from '../read.ts';
import { defineRule, type Offence } from '../rule.ts';

/** The controller looks at each CronJob every 10 seconds. */
const SHORTEST_DEADLINE = 10;

export default defineRule({
  kind: 'object',
  id: 'require-cronjob-deadline',
  title: 'CronJobs that neither pile up nor stop for good',
  severity: 'warning',
  why: 'Without startingDeadlineSeconds a CronJob that missed more than 100 runs, after a long outage or a suspension, never starts again. With the default concurrencyPolicy slow runs overlap without limit; and with no history nobody can see why a run failed.',
  fix: 'Set startingDeadlineSeconds (at least 10), say what concurrencyPolicy is to be (mostly Forbid), and keep a few finished Jobs: at least the last one that failed.',
  upstream: ['kube-score: cronjob-has-deadline'],
  links: ['https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#writing-a-cronjob-spec'],
  since: '0.1.0',
  parameters: z.object({
    history: z.int().min(1).default(10).describe('Most finished Jobs to keep, of each outcome'),
  }),
  looksAt: ['CronJob'],
  check(object, { parameters }) {
    const spec = fieldsAt(object, 'spec');
    const offences: Offence[] = [];
    const report = (field: string, message: string) => offences.push({ pointer: `/spec/${field}`, message });

    const deadline = spec.startingDeadlineSeconds;
    if (deadline === undefined || deadline === null) {
      report('startingDeadlineSeconds', 'has no startingDeadlineSeconds');
    } else if (typeof deadline === 'number' && deadline < SHORTEST_DEADLINE) {
      report(
        'startingDeadlineSeconds',
        `may never start: its deadline of ${deadline}s can pass between two looks at it`,
      );
    }
    if (spec.concurrencyPolicy === undefined) {
      report('concurrencyPolicy', 'does not say whether its runs may overlap');
    }
    const kept = {
      successfulJobsHistoryLimit: spec.successfulJobsHistoryLimit,
      failedJobsHistoryLimit: spec.failedJobsHistoryLimit,
    };
    for (const [field, limit] of Object.entries(kept)) {
      if (typeof limit === 'number' && limit > parameters.history) report(field, `keeps ${limit} finished Jobs`);
    }
    if (spec.failedJobsHistoryLimit === 0) report('failedJobsHistoryLimit', 'keeps no Job that failed');
    return offences;
  },
  examples: {
    pass: [
      {
        title: 'a deadline and a policy; the history has good defaults',
        yaml: `
          apiVersion: batch/v1
          kind: CronJob
          metadata: { name: report }
          spec:
            schedule: '0 3 * * *'
            startingDeadlineSeconds: 300
            concurrencyPolicy: Forbid
        `,
      },
      {
        title: 'runs that may overlap, as somebody decided',
        yaml: `
          apiVersion: batch/v1
          kind: CronJob
          metadata: { name: probe }
          spec:
            schedule: '* * * * *'
            startingDeadlineSeconds: 30
            concurrencyPolicy: Allow
            successfulJobsHistoryLimit: 0
            failedJobsHistoryLimit: 3
        `,
      },
    ],
    fail: [
      {
        title: 'nothing said',
        yaml: `
          apiVersion: batch/v1
          kind: CronJob
          metadata: { name: report }
          spec:
            schedule: '0 3 * * *'
        `,
        at: ['/spec/startingDeadlineSeconds', '/spec/concurrencyPolicy'],
      },
      {
        title: 'too short a deadline, too long a history, and none of what failed',
        yaml: `
          apiVersion: batch/v1
          kind: CronJob
          metadata: { name: report }
          spec:
            schedule: '0 3 * * *'
            startingDeadlineSeconds: 5
            concurrencyPolicy: Forbid
            successfulJobsHistoryLimit: 100
            failedJobsHistoryLimit: 0
        `,
        at: ['/spec/startingDeadlineSeconds', '/spec/successfulJobsHistoryLimit', '/spec/failedJobsHistoryLimit'],
      },
    ],
  },
});
