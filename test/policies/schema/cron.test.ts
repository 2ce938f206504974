import { expect, it } from '@jest/globals';
import { cronProblem } from '../../../policies/schema/cron.ts';

it.each([
  ...['* * * * *', '*/15 2-4 1,15 jan-jun MON', '0 0 31 12 6', '5/10 * ? * ?', ' 0  3 * * * ', '0 3 * * sun,wed'],
  ...['@daily', '@hourly', '@every 5m'],
])('%p is a schedule', (schedule) => expect(cronProblem(schedule)).toBeUndefined());

it.each([
  ['* * * *', /five fields, and has 4/],
  ['* * * * * *', /five fields, and has 6/],
  ['60 * * * *', /minute that is not from 0 to 59: "60"/],
  ['* 24 * * *', /hour/],
  ['* * 0 * *', /day of the month/],
  ['* * * 13 *', /month that/],
  ['* * * * 7', /day of the week/],
  ['* * * * 5-1', /day of the week/],
  ['*/0 * * * *', /minute/],
  ['1-2-3 * * * *', /minute/],
  ['x * * * *', /minute/],
  ['@often', /@daily/],
  ['TZ=UTC 0 3 * * *', /timeZone/],
])('%p is none', (schedule, problem) => expect(cronProblem(schedule)).toMatch(problem));
