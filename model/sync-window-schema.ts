import { cronProblem } from './cron.ts';
import { timeZoneProblem } from './time-zone.ts';
import * as z from './z.ts';

/** https://pkg.go.dev/time#ParseDuration, without a sign */
const DURATION = /^((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/;
const PARTS = /([\d.]+)([^\d.]+)/g;
const SECONDS: Readonly<Record<string, number>> = {
  h: 3600,
  m: 60,
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ns: 1e-9,
};

/** Go counts nanoseconds in 63 bits: 292 years. */
const MOST_SECONDS = 2 ** 63 / 1e9;

/**
 * A time in which Argo CD does, or does not, sync by itself. Argo CD takes any text from Git: a schedule or a duration that
 * it cannot parse then blocks every sync of the project, and a time zone that it does not know counts as UTC.
 */
export const syncWindowSchema = z.object({
  kind: z.enum(['allow', 'deny']),
  schedule: z.string().superRefine((schedule, context) => {
    const problem = cronProblem(schedule);
    if (problem === undefined) return;
    const remedy = 'write minute, hour, day of the month, month and day of the week, for example 0 22 * * 5';
    context.addIssue({ code: 'custom', message: `is no schedule: it ${problem}; ${remedy}` });
  }),
  duration: z.string().refine(isDuration, {
    error: 'is no duration; write hours, minutes and seconds, for example 8h or 1h30m',
  }),
  timeZone: z
    .string()
    .superRefine((zone, context) => {
      const problem = timeZoneProblem(zone);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    })
    .optional(),
  manualSync: z.boolean().optional(),
});

/** Whether a text is a duration of Go of more than nothing. */
function isDuration(text: string): boolean {
  if (!DURATION.test(text)) return false;
  let seconds = 0;
  for (const [, number, unit = ''] of text.matchAll(PARTS)) seconds += Number(number) * (SECONDS[unit] ?? 0);
  return seconds > 0 && seconds < MOST_SECONDS;
}
