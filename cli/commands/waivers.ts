import { UserError } from '../../model/errors.ts';
import type { ListedWaiver } from '../../pipeline/index.ts';
import { type Context, defineCommand } from '../command.ts';
import { format } from '../format.ts';
import { amount } from '../report/amount.ts';
import { table } from '../table.ts';
import { styled } from '../terminal.ts';

/** `stele waivers`: the debts, and when they are due. */
export const command = defineCommand({
  name: 'waivers',
  summary: 'List the waivers in the manifests, and fail for those that have expired',
  details: [
    'Meant to be run on a schedule: no date decides whether stele synth or stele check succeeds, so that a commit of last year still renders.',
  ],
  arguments: {},
  options: {
    expiring: {
      kind: 'value',
      placeholder: 'DAYS',
      description: 'fail also for those that end within so many days, such as 30d',
    },
    format,
  },
  examples: [
    { command: 'stele waivers', does: 'lists all, and exits 1 when one has expired' },
    { command: 'stele waivers --expiring 30d', does: 'exits 1 also when one ends within 30 days' },
  ],
  json: `{
  version: 1;
  waivers: {
    rule: string;
    reason: string;
    owner: string;
    // the last day on which it holds, as YYYY-MM-DD
    until: string;
    object: { apiVersion: string; kind: string; namespace?: string; name: string };
    file: string;
    // negative when it has expired
    daysLeft: number;
  }[];
  // what permits nothing, because reason, owner or date is missing
  malformed: {
    rule: string;
    object: { apiVersion: string; kind: string; namespace?: string; name: string };
    file: string;
  }[];
}`,
  async run({ options, cwd, out, err }) {
    const within = daysOf(options.expiring);
    const { findRoot, listWaivers } = await import('../../pipeline/index.ts');
    const { waivers, malformed } = listWaivers(findRoot(cwd), new Date().toISOString().slice(0, 10));
    if (options.format === 'json') out.json({ version: 1, waivers, malformed });
    else printWaivers(waivers, out);
    for (const { rule, object, file } of malformed) {
      err.line(styled('bold', file), `: the waiver of ${rule} on ${named(object)} is not of the form; ${FORM}`);
    }
    const expired = waivers.filter(({ daysLeft }) => daysLeft < 0).length;
    const near = waivers.filter(({ daysLeft }) => daysLeft >= 0 && within !== undefined && daysLeft <= within).length;
    err.line(
      [
        amount(waivers.length, 'waiver', 'waivers'),
        `${expired} expired`,
        ...(within === undefined ? [] : [`${near} to end within ${amount(within, 'day', 'days')}`]),
        ...(malformed.length === 0 ? [] : [`${malformed.length} malformed`]),
      ].join(', '),
    );
    return expired > 0 || near > 0 || malformed.length > 0 ? 1 : 0;
  },
});

const FORM = 'write "<reason> (owner: <team>, until: YYYY-MM-DD)"';

function daysOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const days = /^(\d{1,4})d?$/.exec(text)?.[1];
  if (days === undefined) {
    throw new UserError({ subject: '--expiring', message: `"${text}" is no number of days; write for example 30d` });
  }
  return Number(days);
}

function printWaivers(waivers: readonly ListedWaiver[], out: Context['out']): void {
  if (waivers.length === 0) return;
  const rows = waivers.map(({ rule, reason, owner, until, daysLeft, object, file }) => [
    daysLeft < 0 ? styled('red', `${until} (expired)`) : `${until} (${amount(daysLeft, 'day', 'days')})`,
    rule,
    named(object),
    owner,
    reason,
    styled('dim', file),
  ]);
  for (const line of table(['UNTIL', 'RULE', 'OBJECT', 'OWNER', 'REASON', 'FILE'], rows)) out.line(...line);
}

function named({ kind, namespace, name }: ListedWaiver['object']): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
