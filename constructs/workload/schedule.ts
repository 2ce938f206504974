import { Cron } from 'cdk8s';
import { UserError } from '../../model/errors.ts';

const FIELD = /^[\d*/,A-Za-z?-]+$/;

/** The least and the most of minute, hour, day, month and weekday, where Sunday is 0 and not 7. */
const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const;

/**
 * A schedule as cdk8s has it: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 *
 * @throws UserError when the text has not five fields, or one is out of its range
 */
export function cronOf(subject: string, schedule: string | Cron): Cron {
  if (typeof schedule !== 'string') return schedule;
  const [minute, hour, day, month, weekDay, ...rest] = schedule.trim().split(/\s+/);
  const fields = [minute, hour, day, month, weekDay];
  if (rest.length > 0 || !RANGES.every((range, index) => isField(fields[index], range))) {
    throw new UserError({
      subject,
      message: `schedule "${schedule}" is no schedule; write minute, hour, day, month and weekday, for example "0 3 * * *"`,
    });
  }
  return Cron.schedule({ minute, hour, day, month, weekDay });
}

function isField(field: string | undefined, [least, most]: readonly [number, number]): boolean {
  if (field === undefined || !FIELD.test(field)) return false;
  // what is behind a slash is a step
  const numbers = field.replaceAll(/\/\d+/g, '').match(/\d+/g) ?? [];
  return numbers.every((number) => Number(number) >= least && Number(number) <= most) && !/\/0*(,|$)/.test(field);
}
