import { expect, it } from '@jest/globals';
import { cronJobProblem } from '../../../policies/schema/cron-job-schedule.ts';

it.each(['0 3 * * 1-5', '@daily', '@hourly', '@every 5m'])('%p is a schedule of a CronJob', (schedule) =>
  expect(cronJobProblem(schedule)).toBeUndefined(),
);

it.each([
  ['60 * * * *', 'has "60" where the minute belongs, from 0 to 59'],
  ['@often', 'must be five fields, or one of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly'],
  ['TZ=UTC 0 3 * * *', 'must not name a time zone: that is what timeZone is for'],
])('%p is none', (schedule, problem) => expect(cronJobProblem(schedule)).toBe(problem));
