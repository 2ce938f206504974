import { Cron } from 'cdk8s';
import { cronProblem } from '../../model/cron.ts';
import { UserError } from '../../model/errors.ts';
import { timeZoneProblem } from '../../model/time-zone.ts';

/**
 * A schedule as cdk8s has it: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 *
 * @throws UserError when the text has not five fields, or one is out of its range
 */
export function cronOf(subject: string, schedule: string | Cron): Cron {
  if (typeof schedule !== 'string') return schedule;
  const problem = cronProblem(schedule);
  if (problem !== undefined) {
    throw new UserError({
      subject,
      message: `schedule "${schedule}" is no schedule: it ${problem}; write minute, hour, day, month and weekday, for example "0 3 * * *"`,
    });
  }
  const [minute, hour, day, month, weekDay] = schedule.trim().split(/\s+/);
  return Cron.schedule({ minute, hour, day, month, weekDay });
}

/** @throws UserError when the IANA database has no such zone */
export function timeZoneOf(subject: string, timeZone = 'Etc/UTC'): string {
  const problem = timeZoneProblem(timeZone);
  if (problem !== undefined) throw new UserError({ subject, message: `timeZone: "${timeZone}" ${problem}` });
  return timeZone;
}
