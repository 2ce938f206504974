const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, names: MONTHS },
  { name: 'day of the week', least: 0, most: 6, names: DAYS },
];

/**
 * What is wrong with a schedule of five fields, as robfig/cron reads it for Kubernetes and for Argo CD, or undefined.
 *
 * https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 */
export function cronProblem(schedule: string): string | undefined {
  const parts = schedule.split(/\s+/).filter((part) => part !== '');
  if (parts.length !== FIELDS.length) return `must have five fields, and has ${parts.length}`;
  for (const [index, field] of FIELDS.entries()) {
    for (const range of (parts[index] ?? '').split(',')) {
      if (range !== '' && !isRange(range, field)) {
        return `has ${JSON.stringify(range.slice(0, 20))} where the ${field.name} belongs, from ${field.least} to ${field.most}`;
      }
    }
  }
  return undefined;
}

function isRange(text: string, { least, most, names }: Field): boolean {
  const [range = '', step, ...more] = text.split('/');
  if (more.length > 0 || (step !== undefined && (numberOf(step) ?? 0) < 1)) return false;
  const [low = '', high, ...rest] = range.split('-');
  if (low === '*' || low === '?') return true;
  if (rest.length > 0) return false;
  const start = numberOf(low, names, least);
  const end = high === undefined ? (step === undefined ? start : most) : numberOf(high, names, least);
  return start !== undefined && end !== undefined && start >= least && end <= most && start <= end;
}

function numberOf(text: string, names: readonly string[] = [], least = 0): number | undefined {
  const index = names.indexOf(text.toLowerCase());
  if (index >= 0) return index + least;
  return /^\+?[0-9]+$/.test(text) ? Number(text) : undefined;
}
