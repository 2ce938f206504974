import { cronProblem } from '../../model/cron.ts';

const NICKNAMES = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/**
 * What is wrong with the schedule of a CronJob, or undefined: beside five fields, the API server takes nicknames.
 *
 * https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 */
export function cronJobProblem(schedule: string): string | undefined {
  if (schedule.includes('TZ')) return 'must not name a time zone: that is what timeZone is for';
  if (!schedule.startsWith('@')) return cronProblem(schedule);
  // a duration of Go follows; the controller takes what the API server does
  if (schedule.startsWith('@every ') || NICKNAMES.includes(schedule)) return undefined;
  return `must be five fields, or one of ${NICKNAMES.join(', ')}`;
}
