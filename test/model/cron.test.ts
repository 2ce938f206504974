import { expect, it } from '@jest/globals';
import { cronProblem } from '../../model/cron.ts';

it.each(['* * * * *', '*/15 2-4 1,15 jan-jun MON', '0 0 31 12 6', '5/10 * ? * ?', ' 0  3 * * * ', '0 3 * * sun,wed'])(
  '%p is a schedule',
  (schedule) => expect(cronProblem(schedule)).toBeUndefined(),
);

it.each([
  ['* * * *', 'must have five fields, and has 4'],
  ['* * * * * *', 'must have five fields, and has 6'],
  ['@daily', 'must have five fields, and has 1'],
  ['60 * * * *', 'has "60" where the minute belongs, from 0 to 59'],
  ['* 24 * * *', 'has "24" where the hour belongs, from 0 to 23'],
  ['* * 0 * *', 'has "0" where the day of the month belongs, from 1 to 31'],
  ['* * * 13 *', 'has "13" where the month belongs, from 1 to 12'],
  ['* * * * 7', 'has "7" where the day of the week belongs, from 0 to 6'],
  ['* * * * 5-1', 'has "5-1" where the day of the week belongs, from 0 to 6'],
  ['*/0 * * * *', 'has "*/0" where the minute belongs, from 0 to 59'],
  ['1-2-3 * * * *', 'has "1-2-3" where the minute belongs, from 0 to 59'],
  ['x * * * *', 'has "x" where the minute belongs, from 0 to 59'],
])('%p is none', (schedule, problem) => expect(cronProblem(schedule)).toBe(problem));
