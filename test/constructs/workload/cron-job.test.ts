import { expect, test } from '@jest/globals';
import { Cron } from 'cdk8s';
import { ImmutableCronJob } from '../../../constructs/workload/index.ts';
import { IMAGE, objectOf, testChart } from '../../support/stack-chart.ts';
import { HARDENED, labelsOf, POD } from './expected.ts';

const containers = [{ image: IMAGE }];

test('an immutable CronJob has deadlines, a time zone and one run at a time', () => {
  const chart = testChart();
  new ImmutableCronJob(chart, 'report', { schedule: '30 3 * * 1-5', containers });
  expect(objectOf(chart, 'CronJob')).toEqual({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'report', namespace: 'shop', labels: labelsOf('report') },
    spec: {
      schedule: '30 3 * * 1-5',
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 300,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
      jobTemplate: {
        metadata: { labels: labelsOf('report') },
        spec: {
          activeDeadlineSeconds: 3600,
          backoffLimit: 3,
          podReplacementPolicy: 'Failed',
          podFailurePolicy: {
            rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
          },
          template: {
            metadata: { labels: labelsOf('report') },
            spec: {
              ...POD,
              serviceAccountName: 'report',
              restartPolicy: 'Never',
              containers: [{ ...HARDENED, name: 'report' }],
            },
          },
        },
      },
    },
  });
});

test("the schedule can be cdk8s's own", () => {
  const chart = testChart();
  new ImmutableCronJob(chart, 'report', { schedule: Cron.daily(), containers });
  expect(objectOf(chart, 'CronJob').spec).toMatchObject({ schedule: '0 0 * * *' });
});

test.each(['60 3 * * *', '0 24 * * *', '0 3 0 * *', '0 3 * 13 *', '0 3 * * 7', '*/0 * * * *'])(
  'a schedule that Kubernetes would refuse is refused: %s',
  (schedule) => {
    expect(() => new ImmutableCronJob(testChart(), 'report', { schedule, containers })).toThrow(
      `shop/report: schedule "${schedule}" is no schedule: it has "`,
    );
  },
);

test('a schedule has five fields', () => {
  expect(() => new ImmutableCronJob(testChart(), 'report', { schedule: '@daily', containers })).toThrow(
    'shop/report: schedule "@daily" is no schedule: it must have five fields, and has 1; write minute, hour, day, month and weekday, for example "0 3 * * *"',
  );
});

test('a time zone that Kubernetes would refuse is refused', () => {
  const props = { schedule: '0 3 * * *', timeZone: 'europe/berlin', containers };
  expect(() => new ImmutableCronJob(testChart(), 'report', props)).toThrow(
    'shop/report: timeZone: "europe/berlin" is no time zone (did you mean "Europe/Berlin"?); write its name in the IANA database, for example UTC or Europe/Berlin',
  );
});

test('a name of 53 characters is refused', () => {
  expect(() => new ImmutableCronJob(testChart(), 'r'.repeat(53), { schedule: '0 3 * * *' })).toThrow(
    'use at most 52, because its Jobs have the time of their start behind it',
  );
});

test('a waiver is on the CronJob, on its Jobs and on their pods', () => {
  const chart = testChart();
  const report = new ImmutableCronJob(chart, 'report', { schedule: '0 3 * * *', containers });
  report.waive('no-host-path', { reason: 'reads logs', owner: 'web', until: '2027-01-31' });
  const annotations = { 'stele.dev/waive.no-host-path': 'reads logs (owner: web, until: 2027-01-31)' };
  expect(objectOf(chart, 'CronJob')).toMatchObject({
    metadata: { annotations },
    spec: { jobTemplate: { metadata: { annotations }, spec: { template: { metadata: { annotations } } } } },
  });
});
