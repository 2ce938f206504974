import { Cron } from 'cdk8s';
import { UserError } from '../../model/errors.ts';

const FIELD = /^[\d*/,A-Za-z-]+$/;

/**
 * A schedule as cdk8s has it: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 *
 * @throws UserError when the text has not five fields
 */
export function cronOf(subject: string, schedule: string | Cron): Cron {
  if (typeof schedule !== 'string') return schedule;
  const [minute, hour, day, month, weekDay, ...rest] = schedule.trim().split(/\s+/);
  const fields = [minute, hour, day, month, weekDay];
  if (rest.length > 0 || !fields.every((field) => field !== undefined && FIELD.test(field))) {
    throw new UserError({
      subject,
      message: `schedule "${schedule}" is no schedule; write minute, hour, day, month and weekday, for example "0 3 * * *"`,
    });
  }
  return Cron.schedule({ minute, hour, day, month, weekDay });
}
