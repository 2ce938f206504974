import { didYouMean, UserError } from '../../model/errors.ts';
import type { FormerNumber } from '../../policies/cis-editions.ts';
import type { Rule } from '../../policies/rule.ts';
import { type UpstreamCheck, upstreamKey } from '../../policies/upstream.ts';
import { type Context, defineCommand } from '../command.ts';
import { format } from '../format.ts';
import type { RulePage } from '../rule-page.ts';
import { table } from '../table.ts';
import { styled } from '../terminal.ts';

/** `stele explain`: the page of a rule. */
export const command = defineCommand({
  name: 'explain',
  summary: 'Explain a rule: why it is there, and how to satisfy it',
  details: [
    'Without a rule it lists all. The id of the same check elsewhere finds it, too: of kubescape, trivy, the CIS benchmark, kube-linter, kube-score, Kyverno, or a control of the Pod Security Standards. Of a check that has no rule it says why.',
  ],
  arguments: {
    rule: { count: 'optional', description: 'the id of a rule, or of the same check elsewhere', complete: 'rule' },
  },
  options: { format },
  examples: [
    { command: 'stele explain require-read-only-root', does: 'explains a rule' },
    { command: 'stele explain C-0017', does: 'explains the rules that stand for a control of kubescape' },
    { command: 'stele explain "PSS restricted"', does: 'explains all rules of a level of Pod Security' },
    { command: 'stele explain', does: 'lists all rules' },
  ],
  json: `{
  version: 1;
  rules: {
    id: string;
    title: string;
    // its severity, and where it is applied
    facts: string[];
    why: string;
    fix: string;
    upstream: string[];
    links: string[];
    parameters: { name: string; fallback: string }[];
    failing: { title: string; yaml: string };
    passing: { title: string; yaml: string };
  }[];
  // checks elsewhere that no rule stands for, and why
  without: { id: string; title: string; reason: string | null }[];
  // what a number of the CIS benchmark is in other editions: a number of the edition that rules name, or a rule
  elsewhere: { id: string; editions: string; is: string }[];
}`,
  async run({ args, options, cwd, out }) {
    const { loadRulesNear, upstreamFamilies } = await import('../../pipeline/check/index.ts');
    const { rulePage } = await import('../rule-page.ts');
    const { formerNumbers } = await import('../../policies/cis-editions.ts');
    const { upstreamReasons } = await import('../../policies/upstream-reasons.ts');
    const { rules } = await loadRulesNear(cwd);
    if (args.rule === undefined) {
      if (options.format === 'json') out.json({ version: 1, rules: rules.map(rulePage), without: [], elsewhere: [] });
      else printList(rules, out);
      return 0;
    }
    const checks = upstreamFamilies().flatMap((family) => family.checks);
    const elsewhere = formerNumbers(args.rule);
    const found = findRules(rules, checks, args.rule, elsewhere);
    const reasons = upstreamReasons();
    const without = found.without.map(({ id, title }) => ({ id, title, reason: reasons.get(id) ?? null }));
    if (options.format === 'json') {
      out.json({ version: 1, rules: found.rules.map(rulePage), without, elsewhere });
      return 0;
    }
    for (const rule of found.rules) printPage(rulePage(rule), out);
    for (const { id, title, reason } of without) {
      out.line(styled('bold', id), `: ${title}`);
      section(out, 'No rule stands for it', [reason ?? 'Nobody has decided about it yet.']);
    }
    section(
      out,
      'In other editions',
      elsewhere.map(({ id, editions, is }) => `${id} of edition ${editions}: ${is}`),
    );
    return 0;
  },
});

interface Found {
  readonly rules: readonly Rule[];
  readonly without: readonly UpstreamCheck[];
}

function findRules(
  rules: readonly Rule[],
  checks: readonly UpstreamCheck[],
  text: string,
  elsewhere: readonly FormerNumber[] = [],
): Found {
  const exact = rules.filter(({ id }) => id === text);
  if (exact.length > 0) return { rules: exact, without: [] };
  const wanted = upstreamKey(text);
  const found =
    standing(rules, checks, (key) => key === wanted) ??
    // the name of a check without whose it is, such as `pod-probes`; then what names many, such as "PSS restricted"
    standing(rules, checks, (key) => key.endsWith(` ${wanted}`)) ??
    standing(rules, checks, (key) => key.startsWith(`${wanted} `));
  if (found !== undefined) return found;
  const [former] = elsewhere;
  if (former !== undefined) return findRules(rules, checks, former.is);
  const ids = [...rules.flatMap(({ id, upstream }) => [id, ...upstream]), ...checks.map(({ id }) => id)];
  throw new UserError({
    subject: text,
    message: `no rule has this id, nor stands for it${didYouMean(text, ids)}; list them with: stele explain`,
  });
}

function standing(
  rules: readonly Rule[],
  checks: readonly UpstreamCheck[],
  isMeant: (key: string) => boolean,
): Found | undefined {
  const found = rules.filter(({ upstream }) => upstream.some((id) => isMeant(upstreamKey(id))));
  const covered = new Set(rules.flatMap(({ upstream }) => upstream));
  const without = checks.filter(({ id }) => !covered.has(id) && isMeant(upstreamKey(id)));
  return found.length + without.length === 0 ? undefined : { rules: found, without };
}

function printList(rules: readonly Rule[], out: Context['out']): void {
  const rows = rules.map(({ id, severity, title }) => [id, severity, styled('dim', title)]);
  for (const line of table(['RULE', 'SEVERITY', 'WHAT'], rows)) out.line(...line);
}

function printPage(page: RulePage, out: Context['out']): void {
  out.line(styled('bold', page.id), `: ${page.title} (${page.facts.join('; ')})`);
  out.line();
  section(out, 'Why', [page.why]);
  section(out, 'How to satisfy it', [page.fix]);
  section(out, 'Elsewhere', page.upstream.length === 0 ? [] : [page.upstream.join(', ')]);
  section(out, 'More', page.links);
  section(
    out,
    'Parameters in stele.config.ts',
    page.parameters.map(({ name, fallback }) => `${name}: ${fallback}`),
  );
  section(out, `Fails: ${page.failing.title}`, page.failing.yaml.trimEnd().split('\n'));
  section(out, `Passes: ${page.passing.title}`, page.passing.yaml.trimEnd().split('\n'));
}

function section(out: Context['out'], title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  out.line(styled('bold', title));
  for (const line of lines) out.line(`  ${line}`);
  out.line();
}
