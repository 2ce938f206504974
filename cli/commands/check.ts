import { didYouMean, throwIfAny, UserError } from '../../model/errors.ts';
import { TIERS } from '../../model/facts.ts';
import type { Finding } from '../../policies/finding.ts';
import type { Rule } from '../../policies/rule.ts';
import { defineCommand } from '../command.ts';
import { amount } from '../report/amount.ts';
import { FINDING_REPORT_TYPE, type FindingSummary } from '../report/finding-report.ts';
import { styled } from '../terminal.ts';

/** `stele check`: the rules, over the manifests of this repository or over any YAML. */
export const command = defineCommand({
  name: 'check',
  summary: 'Check manifests against the rules',
  details: [
    'Without a path it looks at the manifests of this repository as they are on disk, cluster by cluster, with what the environments say of each. With paths it looks at any YAML or JSON: files, folders, what Helm and Kustomize print; - is standard input.',
    'Errors end with exit code 1, warnings too with --strict. A waiver on an object, with reason, owner and date, permits one rule to be broken there.',
    'To begin with YAML that has findings: keep a report with --format json, and pass it as --baseline; then only what is new counts.',
  ],
  arguments: {
    path: { count: 'any', description: 'a file, a folder, or - for standard input' },
  },
  options: {
    kubernetes: {
      kind: 'value',
      placeholder: 'VERSION',
      description: 'the version of the cluster, such as 1.36 (default: the newest known)',
    },
    tier: {
      kind: 'value',
      placeholder: 'TIER',
      description: 'whose settings apply to paths (default: production)',
      choices: TIERS,
    },
    level: {
      kind: 'value',
      placeholder: 'LEVEL',
      description: 'only the Pod Security Standards of this level, to the letter of the version',
      choices: ['baseline', 'restricted'],
    },
    only: {
      kind: 'value',
      placeholder: 'RULES',
      description: 'only these rules, separated by commas',
      complete: 'rules',
    },
    skip: {
      kind: 'value',
      placeholder: 'RULES',
      description: 'all but these rules, separated by commas',
      complete: 'rules',
    },
    strict: { kind: 'flag', description: 'let warnings fail, too' },
    baseline: { kind: 'value', placeholder: 'FILE', description: 'leave out what this report of an earlier run has' },
    format: {
      kind: 'value',
      placeholder: 'FORMAT',
      description: 'how to print the report',
      choices: ['text', 'json', 'sarif', 'markdown'],
      default: 'text',
    },
  },
  examples: [
    { command: 'stele check', does: 'checks manifests/' },
    { command: 'helm template web ./chart | stele check -', does: 'checks what a chart renders' },
    { command: 'stele check deploy/ --level restricted', does: 'says what Pod Security would refuse' },
  ],
  json: FINDING_REPORT_TYPE,
  async run({ args, options, cwd, out, err }) {
    const { resolve } = await import('node:path');
    const { findingReport } = await import('../report/finding-report.ts');
    const { Baseline } = await import('../report/baseline.ts');
    const baseline =
      options.baseline === undefined ? undefined : Baseline.read(resolve(cwd, options.baseline), options.baseline);
    const { findings, objects, rules } = await (args.path.length === 0
      ? checkRepository(cwd, options)
      : checkPaths(cwd, args.path, options, (subject, message) => err.line(styled('dim', `${subject}: ${message}`))));
    // what is waived counts for nothing, and is shown for as long as it is
    const fresh = findings.filter((finding) => finding.waived !== undefined || baseline?.has(finding) !== true);
    const report = findingReport(fresh, objects, findings.length - fresh.length);
    switch (options.format) {
      case 'json':
        out.json(report);
        break;
      case 'sarif': {
        const { findingsSarif } = await import('../report/finding-sarif.ts');
        const { version } = await import('../version.ts');
        out.json(findingsSarif(report, rules, version()));
        break;
      }
      case 'markdown': {
        const { findingsMarkdown } = await import('../report/finding-markdown.ts');
        out.raw(findingsMarkdown(report));
        break;
      }
      default: {
        const { printFindings } = await import('../report/finding-text.ts');
        printFindings(report, out);
      }
    }
    err.line(summaryLine(report.summary));
    const { error, warning } = report.summary;
    return error > 0 || (options.strict && warning > 0) ? 1 : 0;
  },
});

interface RuleChoice {
  readonly kubernetes: string | undefined;
  readonly tier: (typeof TIERS)[number] | undefined;
  readonly level: 'baseline' | 'restricted' | undefined;
  readonly only: string | undefined;
  readonly skip: string | undefined;
}

interface Checked {
  readonly findings: readonly Finding[];
  readonly objects: number;
  readonly rules: readonly Rule[];
}

async function checkRepository(cwd: string, options: RuleChoice): Promise<Checked> {
  const { checkTree, findRoot, loadProject } = await import('../../pipeline/index.ts');
  const forPaths = (['kubernetes', 'tier'] as const).filter((name) => options[name] !== undefined);
  throwIfAny(
    forPaths.map((name) => ({
      subject: `--${name}`,
      message: `is for paths: the environments say it of each cluster; write stele check manifests --${name} ${options[name]}`,
    })),
  );
  const project = await loadProject(findRoot(cwd));
  const known = project.rules.rules;
  const rules = chosenRules(known, options);
  const result = checkTree(project, project.environments, {
    rules,
    known: new Set(known.map(({ id }) => id)),
    today: today(),
    ...(options.level === undefined ? {} : { level: options.level }),
  });
  return { ...result, rules: known };
}

async function checkPaths(
  cwd: string,
  paths: readonly string[],
  options: RuleChoice,
  notice: (subject: string, message: string) => void,
): Promise<Checked> {
  const { checkForeign, kubernetesVersions, loadRulesNear, readPaths } = await import('../../pipeline/check/index.ts');
  const { text } = await import('node:stream/consumers');
  const set = await loadRulesNear(cwd);
  const rules = chosenRules(set.rules, options);
  const kubernetes = versionOf(options.kubernetes, kubernetesVersions());
  const { objects, skipped } = await readPaths(paths, { cwd, stdin: () => text(process.stdin) });
  for (const { subject, message } of skipped) notice(subject, message);
  const findings = checkForeign(objects, {
    rules: { ...set, rules },
    known: new Set(set.rules.map(({ id }) => id)),
    kubernetes,
    tier: options.tier ?? 'production',
    today: today(),
    ...(options.level === undefined ? {} : { level: options.level }),
  });
  return { findings, objects: objects.length, rules: set.rules };
}

function chosenRules(rules: readonly Rule[], { only, skip }: RuleChoice): readonly Rule[] {
  const wanted = only === undefined ? undefined : idsOf('--only', only, rules);
  const unwanted = skip === undefined ? new Set() : idsOf('--skip', skip, rules);
  return rules.filter(({ id }) => (wanted === undefined || wanted.has(id)) && !unwanted.has(id));
}

function idsOf(option: string, text: string, rules: readonly Rule[]): ReadonlySet<string> {
  const ids = text.split(',').map((id) => id.trim());
  const known = new Set(rules.map(({ id }) => id));
  throwIfAny(
    ids
      .filter((id) => !known.has(id))
      .map((id) => ({
        subject: option,
        message: `"${id}" is no rule${didYouMean(id, known)}; list them with: stele explain`,
      })),
  );
  return new Set(ids);
}

function versionOf(given: string | undefined, versions: readonly string[]): string {
  if (given === undefined) return versions.at(-1) ?? '';
  const minor = /^v?(1\.\d{1,3})(\.\d+)?$/.exec(given)?.[1];
  if (minor === undefined) {
    const message = `"${given}" is no version of Kubernetes; write for example ${versions.at(-1)}`;
    throw new UserError({ subject: '--kubernetes', message });
  }
  return minor;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** `36 objects: 2 errors, 1 warning, 0 pieces of advice, 1 waived` */
function summaryLine({ objects, error, warning, advice, waived, baseline }: FindingSummary): string {
  return [
    `${amount(objects, 'object', 'objects')}: ${amount(error, 'error', 'errors')}`,
    amount(warning, 'warning', 'warnings'),
    amount(advice, 'piece of advice', 'pieces of advice'),
    ...(waived === 0 ? [] : [`${waived} waived`]),
    ...(baseline === 0 ? [] : [`${baseline} in the baseline`]),
  ].join(', ');
}
