/**
 * Writes policies/upstream-checks.json: the checks of other tools and standards, by id and title, so that
 * docs/rules-coverage.md can say which rule stands for each. Runs with `npm run upstream` after a
 * version in `modules.sum` or a list beside this file has changed.
 *
 * Two tools are Go modules and are read as they are. The rest is transcribed, in `*.txt`, each with its source.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UpstreamCheck, UpstreamFamily } from '../../policies/upstream.ts';
import { moduleFolder, type PinnedModule, pinnedIn } from '../schemas/go-module.ts';

const modules = pinnedIn(join(import.meta.dirname, 'modules.sum'));
const trivy = moduleOf('github.com/aquasecurity/trivy-checks');
const kubeScore = moduleOf('github.com/zegl/kube-score');

const families: readonly UpstreamFamily[] = [
  transcribed('pod-security-standards', 'Pod Security Standards'),
  transcribed('cis', 'CIS Kubernetes Benchmark'),
  transcribed('kubescape', 'kubescape'),
  {
    name: 'trivy',
    ...provenance(trivy),
    checks: sorted([...trivyChecks(moduleFolder(trivy)), ...transcribed('trivy', 'trivy').checks]),
  },
  transcribed('kube-linter', 'kube-linter', 'kube-linter: '),
  { name: 'kube-score', ...provenance(kubeScore), checks: sorted(kubeScoreChecks(moduleFolder(kubeScore))) },
  transcribed('kyverno', 'Kyverno policy library', 'kyverno: '),
];
const content = { writtenBy: 'tools/upstream-checks', families };
// one check a line: a diff shows which one is new
const text = JSON.stringify(content, null, 1).replace(/\{\n {5}("id": .*)\n {5}("title": .*)\n {4}\}/g, '{ $1 $2 }');
writeFileSync(new URL('../../policies/upstream-checks.json', import.meta.url), `${text}\n`);

function moduleOf(name: string): PinnedModule {
  const found = modules.find(({ module }) => module === name);
  if (found === undefined) throw new Error(`modules.sum has no ${name}`);
  return found;
}

function provenance({ module, version }: PinnedModule): Pick<UpstreamFamily, 'source' | 'version'> {
  return { source: `https://pkg.go.dev/${module}@${version}`, version };
}

/**
 * Each check is a Rego file that begins with its id and title. Those of another prefix look at the processes and files
 * of a control plane.
 */
function trivyChecks(folder: string): UpstreamCheck[] {
  return filesBelow(join(folder, 'checks/kubernetes')).flatMap((file) => {
    if (!file.endsWith('.rego') || file.endsWith('_test.rego')) return [];
    const text = readFileSync(file, 'utf8');
    const id = /^# +avd_id: AVD-(KSV-\d+)$/m.exec(text)?.[1];
    const title = /^# title: (.+)$/m.exec(text)?.[1];
    if (id === undefined || title === undefined) return [];
    // most are quoted as YAML
    return [{ id, title: title.startsWith('"') ? (JSON.parse(title) as string) : title }];
  });
}

/** Rows of the table that kube-score writes of its own checks: id, what it looks at, description. */
function kubeScoreChecks(folder: string): UpstreamCheck[] {
  const rows = readFileSync(join(folder, 'README_CHECKS.md'), 'utf8').matchAll(
    /^\| ([a-z-]+) \| [^|]+ \| ([^|]+) \|/gm,
  );
  return [...rows].map(([, id = '', description = '']) => ({
    id: `kube-score: ${id}`,
    title: description
      .trim()
      .replace(/\.? https:.*$/, '')
      .replace(/\. The --.*$/, ''),
  }));
}

/** A list of lines `id<tab>title` below comments: the first is the source, one may be `# version: …`. */
function transcribed(file: string, name: string, prefix = ''): UpstreamFamily {
  const lines = readFileSync(join(import.meta.dirname, `${file}.txt`), 'utf8')
    .trimEnd()
    .split('\n');
  const comments = lines.filter((line) => line.startsWith('#')).map((line) => line.slice(2));
  const [source = '', ...notes] = comments;
  const version = notes.find((note) => note.startsWith('version: '))?.slice('version: '.length) ?? '';
  const checks = lines
    .filter((line) => !line.startsWith('#'))
    .map((line) => {
      const [id, title, ...rest] = line.split('\t');
      if (id === undefined || title === undefined || rest.length > 0) throw new Error(`${file}.txt: ${line}`);
      return { id: `${prefix}${id}`, title };
    });
  return { name, source, version, checks };
}

function sorted(checks: readonly UpstreamCheck[]): UpstreamCheck[] {
  return [...checks].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
}
