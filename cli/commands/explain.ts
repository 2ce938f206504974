import { didYouMean, UserError } from '../../model/errors.ts';
import type { Rule } from '../../policies/rule.ts';
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
    'Without a rule it lists all. The id of the same check elsewhere finds it, too: of kubescape, trivy, the CIS benchmark, kube-linter, kube-score, or a control of the Pod Security Standards.',
  ],
  arguments: {
    rule: { count: 'optional', description: 'the id of a rule, or of the same check elsewhere' },
  },
  options: { format },
  examples: [
    { command: 'stele explain require-read-only-root', does: 'explains a rule' },
    { command: 'stele explain C-0017', does: 'explains the rules that stand for a control of kubescape' },
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
}`,
  async run({ args, options, cwd, out }) {
    const { loadRulesNear } = await import('../../pipeline/index.ts');
    const { rulePage } = await import('../rule-page.ts');
    const { rules } = await loadRulesNear(cwd);
    const found = args.rule === undefined ? rules : findRules(rules, args.rule);
    if (options.format === 'json') out.json({ version: 1, rules: found.map(rulePage) });
    else if (args.rule === undefined) printList(rules, out);
    else for (const rule of found) printPage(rulePage(rule), out);
    return 0;
  },
});

function findRules(rules: readonly Rule[], text: string): readonly Rule[] {
  const exact = rules.filter(({ id }) => id === text);
  if (exact.length > 0) return exact;
  const wanted = normalised(text);
  const standing = rules.filter(({ upstream }) => upstream.some((id) => normalised(id) === wanted));
  if (standing.length > 0) return standing;
  // "PSS" and "kube-linter" name many
  const family = rules.filter(({ upstream }) => upstream.some((id) => normalised(id).startsWith(`${wanted} `)));
  if (family.length > 0) return family;
  const ids = rules.flatMap(({ id, upstream }) => [id, ...upstream]);
  throw new UserError({
    subject: text,
    message: `no rule has this id, nor stands for it${didYouMean(text, ids)}; list them with: stele explain`,
  });
}

/** Ids as people write them: `ksv001`, `KSV-0001`, `c0016`, `CIS-5.2.6`. */
function normalised(id: string): string {
  return id
    .toLowerCase()
    .replace(/^(ksv|avd-ksv|c|cis)[-_ ]*(?=\d)/, (_, family: string) => `${family.replace('avd-', '')} `)
    .replace(/^(ksv|c) 0*(\d+)$/, '$1 $2')
    .replace(/[:_\s]+/g, ' ')
    .trim();
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
