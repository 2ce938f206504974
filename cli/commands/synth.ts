import type { SynthResult } from '../../pipeline/index.ts';
import type { Finding } from '../../policies/finding.ts';
import { type Context, defineCommand } from '../command.ts';
import { format } from '../format.ts';
import { REPORTED_FINDINGS_TYPE, reportedFinding } from '../report/finding-report.ts';
import { styled } from '../terminal.ts';

/** `stele synth`: from source to the files that Argo CD deploys. */
export const command = defineCommand({
  name: 'synth',
  summary: 'Render the manifests, and write the files that changed',
  details: [
    'A part is an environment, a ring or cluster of it, or a stack there; everything is rendered when none is named. Files of the part that are no longer rendered are removed; everything outside of it stays as it is.',
    'An error found in a variant keeps its files as they are, and ends with exit code 1; everything else is written.',
  ],
  arguments: {
    part: { count: 'any', description: '<env>[/<ring-n or cluster>[/<stack>]]', complete: 'part' },
  },
  options: {
    check: { kind: 'flag', description: 'write nothing; list the files that differ, and exit 1 when there are any' },
    out: { kind: 'value', placeholder: 'DIR', description: 'write there instead of manifests/', complete: 'folder' },
    repository: { kind: 'value', placeholder: 'URL', description: 'render for this repository URL' },
    branch: { kind: 'value', placeholder: 'NAME', description: 'render for this branch' },
    format,
  },
  examples: [
    { command: 'stele synth', does: 'renders everything' },
    { command: 'stele synth prod/ring-1/podinfo', does: 'renders one stack in one ring' },
    { command: 'stele synth --check', does: 'says whether the manifests are what the source gives' },
  ],
  json: `{
  version: 1;
  check: boolean;
  manifests: number;
  // paths, as they can be opened from the root of the repository
  written: string[];
  removed: string[];
  // only with --check
  differs: { path: string; why: 'is missing' | 'differs' | 'is no longer rendered' }[];
  findings: ${REPORTED_FINDINGS_TYPE};
  seconds: number;
}`,
  async run({ args, options, cwd, out, err }) {
    const started = performance.now();
    const { resolve } = await import('node:path');
    const { findRoot, loadProject, synth } = await import('../../pipeline/index.ts');
    err.status('loading');
    const project = await loadProject(findRoot(cwd), {
      repository: { url: options.repository, branch: options.branch },
    });
    const result = await synth(project, {
      parts: args.part,
      check: options.check,
      ...(options.out === undefined ? {} : { out: resolve(cwd, options.out) }),
      today: new Date().toISOString().slice(0, 10),
      onProgress: (text) => err.status(text),
    });
    err.clearStatus();
    const seconds = (performance.now() - started) / 1000;
    const report = reportOf(result, options.out ?? 'manifests');
    if (options.format === 'json') out.json(jsonReport(report, options.check, seconds));
    else printReport(report, out, err);
    for (const { subject, message } of result.notices) err.line(styled('bold', subject), `: ${message}`);
    err.line(summary(report, options.check, seconds));
    if (report.differs.length > 0) err.line(`to write what the source gives: ${withoutCheck(args.part, options)}`);
    return report.differs.length > 0 || count(report.findings, 'error') > 0 ? 1 : 0;
  },
});

type Report = Pick<SynthResult, 'manifests' | 'written' | 'removed' | 'differs' | 'findings'>;

/** The result with paths that can be opened from the root. */
function reportOf({ manifests, written, removed, differs, findings }: SynthResult, tree: string): Report {
  // the one file outside of the tree, CODEOWNERS, stands in no folder
  const shown = (path: string) => (path.includes('/') ? `${tree.replace(/\/+$/, '')}/${path}` : path);
  return {
    manifests,
    written: written.map(shown),
    removed: removed.map(shown),
    differs: differs.map(({ path, why }) => ({ path: shown(path), why })),
    findings,
  };
}

const REASONS = {
  'is missing': 'is missing',
  differs: 'is not what the source gives: it was edited by hand, or synth was not run',
  'is no longer rendered': 'is no longer rendered',
} as const;

/** Differences are what `--check` asks for. Of findings it shows what counts; `stele check` shows all. */
function printReport({ differs, findings }: Report, out: Context['out'], err: Context['err']): void {
  for (const { path, why } of differs) out.line(styled('bold', path), `: ${REASONS[why]}`);
  for (const { rule, severity, object, file, pointer, message, remedy, waived } of findings) {
    if (severity === 'advice' || waived !== undefined) continue;
    const where = [file ?? '', pointer ?? ''].filter((part) => part !== '').join(' ');
    const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
    err.line(
      styled(COLOURS[severity], `${severity} ${rule}: `),
      ...(where === '' ? [] : [styled('bold', where), ': ']),
      `${object.kind} ${name}: ${message}; ${continued(remedy)}`,
    );
  }
}

/** A sentence as the rest of a line: its first letter is no capital, unless it begins with a name such as `NET_ADMIN`. */
function continued(sentence: string): string {
  return sentence.replace(/^[A-Z](?=[a-z]|\s)/, (letter) => letter.toLowerCase()).replace(/\.$/, '');
}

const COLOURS = { error: 'red', warning: 'yellow' } as const;

function jsonReport(report: Report, check: boolean, seconds: number): object {
  const { manifests, written, removed, differs } = report;
  const findings = report.findings.map(reportedFinding);
  return { version: 1, check, manifests, written, removed, differs, findings, seconds: Number(seconds.toFixed(3)) };
}

/** `412 manifests, 3 written, 1 removed, 0.42 s` */
function summary({ manifests, written, removed, differs, findings }: Report, check: boolean, seconds: number): string {
  const errors = count(findings, 'error');
  const warnings = count(findings, 'warning');
  return [
    amount(manifests, 'manifest', 'manifests'),
    ...(check
      ? [amount(differs.length, 'differs', 'differ')]
      : [`${written.length} written`, `${removed.length} removed`]),
    ...(errors === 0 ? [] : [amount(errors, 'error', 'errors')]),
    ...(warnings === 0 ? [] : [amount(warnings, 'warning', 'warnings')]),
    `${seconds.toFixed(2)} s`,
  ].join(', ');
}

function count(findings: readonly Finding[], severity: Finding['severity']): number {
  return findings.filter((finding) => finding.severity === severity && finding.waived === undefined).length;
}

function amount(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

function withoutCheck(
  parts: readonly string[],
  options: { readonly [K in 'out' | 'repository' | 'branch']: string | undefined },
): string {
  const given = (['out', 'repository', 'branch'] as const).flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [`--${name}`, value];
  });
  return ['stele', 'synth', ...parts, ...given].join(' ');
}
