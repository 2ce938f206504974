import { resolve } from 'node:path';
import type { SynthResult } from '../../pipeline/index.ts';
import { type Context, defineCommand } from '../command.ts';
import { format } from '../format.ts';
import { styled } from '../terminal.ts';

/** `stele synth`: from source to the files that Argo CD deploys. */
export const command = defineCommand({
  name: 'synth',
  summary: 'Render the manifests, and write the files that changed',
  details: [
    'A part is an environment, a ring or cluster of it, or a stack there; all environments when none is named. Files of the part that are no longer rendered are removed; everything outside stays as it is.',
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
  async run({ args, options, cwd, out, err }) {
    const started = performance.now();
    const { findRoot, loadProject, synth } = await import('../../pipeline/index.ts');
    err.status('loading');
    const project = await loadProject(findRoot(cwd), {
      repository: { url: options.repository, branch: options.branch },
    });
    const result = await synth(project, {
      parts: args.part,
      check: options.check,
      ...(options.out === undefined ? {} : { out: resolve(cwd, options.out) }),
      onProgress: (text) => err.status(text),
    });
    err.clearStatus();
    const seconds = (performance.now() - started) / 1000;
    if (options.format === 'json') out.json(jsonReport(result, options.check, seconds));
    else printReport(result, out);
    err.line(summary(result, options.check, seconds));
    if (result.differs.length > 0) err.line(`run: ${again(args.part)}`);
    return result.differs.length > 0 ? 1 : 0;
  },
});

function printReport({ differs, findings }: SynthResult, out: Context['out']): void {
  for (const { path, why } of differs) out.line(styled('yellow', path), `: ${why}`);
  void findings;
}

function jsonReport(result: SynthResult, check: boolean, seconds: number): object {
  const { manifests, written, removed, differs, findings } = result;
  return { version: 1, check, manifests, written, removed, differs, findings, seconds };
}

/** `412 manifests, 3 written, 1 removed, 0.42 s` */
function summary({ manifests, written, removed, differs }: SynthResult, check: boolean, seconds: number): string {
  const changes = check
    ? [`${differs.length} ${differs.length === 1 ? 'differs' : 'differ'}`]
    : [`${written.length} written`, `${removed.length} removed`];
  return [`${manifests} ${manifests === 1 ? 'manifest' : 'manifests'}`, ...changes, `${seconds.toFixed(2)} s`].join(
    ', ',
  );
}

function again(parts: readonly string[]): string {
  return ['stele', 'synth', ...parts].join(' ');
}
