/**
 * Writes `schemas/` from the real API servers and from the CustomResourceDefinitions of the projects that Stele knows:
 * `npm run schemas`. With `--check` it writes nothing, asks the newest API server only, and fails when a file differs.
 *
 * To add a Kubernetes version:
 * 1. Move `tools/kubernetes` to it (the module, and `v0.<minor>.<patch>` in each `replace`; then `go mod tidy -e`).
 * 2. Keep the one it had: a copy as `tools/kubernetes-<minor>/` whose `tools.go` imports `cmd/kube-apiserver` alone
 *    (tidy again), and an entry in `tools/components.ts` with `set: 'schemas'`. Drop the oldest: its folder, its entry,
 *    its file under `schemas/`; its `k8s.io/api` line in go.sum moves to `tools/schemas/history.sum`.
 * 3. `npm run tools && npm run tools -- schemas && npm run schemas`, and read the difference.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { SchemaFile } from '../../policies/schema/form.ts';
import { compareVersions } from '../../policies/schema/versions.ts';
import { component, versionOf } from '../component-cache.ts';
import { COMPONENTS, type ComponentName } from '../components.ts';
import { customResourceSchemas } from './custom-resources.ts';
import { kubernetesSchemas } from './kubernetes.ts';
import { lifecycle } from './lifecycle.ts';
import { textOf } from './write.ts';

const FOLDER = resolve(import.meta.dirname, '../../schemas');

const args = process.argv.slice(2);
const unknown = args.filter((arg) => arg !== '--check');
if (unknown.length > 0) fail([`unknown argument ${unknown.join(', ')}; there is --check`]);
const checking = args.includes('--check');

const texts = await textsByPath({ all: !checking });
if (checking) check(texts);
else write(texts);

/** What the files have to hold. Without `all` the older API servers' files are taken as they are. */
async function textsByPath({ all }: { readonly all: boolean }): Promise<ReadonlyMap<string, string>> {
  const servers = apiServers();
  const kubernetes = new Map<string, SchemaFile>();
  for (const [index, { name, minor }] of servers.entries()) {
    const asIs = !all && index > 0;
    kubernetes.set(
      minor,
      asIs ? (JSON.parse(onDisk(pathOf(minor)) ?? '') as SchemaFile) : await kubernetesSchemas(name),
    );
  }
  const known = lifecycle(
    servers.map(({ name }) => name),
    kubernetes,
  );
  return new Map([
    ...[...kubernetes].map(([minor, file]) => [pathOf(minor), textOf(file)] as const),
    ...[...customResourceSchemas()].map(([group, file]) => [`custom-resources/${group}.json`, textOf(file)] as const),
    ['lifecycle.json', textOf(known)] as const,
  ]);
}

function write(texts: ReadonlyMap<string, string>): void {
  rmSync(FOLDER, { recursive: true, force: true });
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(FOLDER, path)), { recursive: true });
    writeFileSync(join(FOLDER, path), text);
    console.error(`schemas/${path}: ${Math.round(text.length / 1024)} KiB`);
  }
}

function check(texts: ReadonlyMap<string, string>): void {
  const present = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.json'));
  const different = [...texts].filter(([path, text]) => onDisk(path) !== text).map(([path]) => path);
  const surplus = present.filter((path) => !texts.has(path));
  const paths = [...different, ...surplus].map((path) => `schemas/${path} is not what the sources say`);
  if (paths.length > 0) fail([...paths, 'run npm run schemas, and look at the difference']);
  console.error(`schemas/ is what the sources say: ${texts.size} files`);
}

interface ApiServer {
  readonly name: ComponentName;
  /** Such as `1.36`. */
  readonly minor: string;
}

/** The components that have one, the newest first. */
function apiServers(): readonly ApiServer[] {
  const owners = COMPONENTS.filter(({ module }) => module === 'k8s.io/kubernetes');
  const minorOf = (name: ComponentName) => /^v(\d+\.\d+)\./.exec(versionOf(component(name)))?.[1] ?? '';
  const servers = owners.map(({ name }) => ({ name, minor: minorOf(name) }));
  return servers.toSorted((a, b) => compareVersions(b.minor, a.minor));
}

function pathOf(minor: string): string {
  return `kubernetes-${minor}.json`;
}

function onDisk(path: string): string | undefined {
  const file = join(FOLDER, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function fail(messages: readonly string[]): never {
  for (const message of messages) console.error(message);
  process.exit(1);
}
