import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FORM, type Lifecycle, type LifecycleFile, type SchemaFile } from '../../policies/schema/form.ts';
import { compareVersions } from '../../policies/schema/versions.ts';
import { COMMENT } from './comment.ts';
import { moduleFolder, type PinnedModule, pinnedBy, pinnedIn } from './go-module.ts';

/** Groups whose kinds are sent to webhooks and by discovery, and are never stored. */
const MESSAGES = ['admission.k8s.io', 'apidiscovery.k8s.io', 'imagepolicy.k8s.io'];

/** One release of k8s.io/api for each minor version that no recipe of ours builds. */
const HISTORY = join(import.meta.dirname, 'history.sum');

/** By apiVersion and kind, what the Go types of one release say. */
export type Release = ReadonlyMap<string, ReadonlyMap<string, Lifecycle>>;

/**
 * When kinds came and went, from the functions that the API server itself asks (`APILifecycleRemoved` and the like),
 * over all releases: types are deleted from the newest after a while.
 *
 * @param recipes - components that build an API server, the newest first
 * @param served - what these API servers serve, by minor version
 * @throws Error when a server serves what its types say is removed
 */
export function lifecycle(recipes: readonly string[], served: ReadonlyMap<string, SchemaFile>): LifecycleFile {
  const [newest = ''] = recipes;
  const api = [...pinnedIn(HISTORY), ...recipes.toReversed().map((recipe) => pinnedBy(recipe, 'k8s.io/api'))];
  const others = ['k8s.io/apiextensions-apiserver', 'k8s.io/kube-aggregator'].map((module) => pinnedBy(newest, module));
  const releases = new Map<string, Release>(api.map((pinned) => [minorOf(pinned), releaseOf(moduleFolder(pinned))]));
  const until = [...releases.keys()].toSorted(compareVersions).at(-1) ?? '';
  const kinds = sumUp(releases);
  for (const pinned of others) {
    for (const [apiVersion, ofRelease] of releaseOf(moduleFolder(pinned))) {
      kinds[apiVersion] = { ...kinds[apiVersion], ...Object.fromEntries(ofRelease) };
    }
  }
  return {
    comment: COMMENT,
    form: FORM,
    provenance: [...api, ...others].map(({ module, version }) => ({
      module,
      version,
      source: 'APILifecycle functions',
    })),
    until,
    kinds: confirm(kinds, served),
  };
}

type Kinds = Record<string, Record<string, Lifecycle>>;

/**
 * Compares what the types say with what is served. Alpha versions could go without a word: that nobody serves them any
 * more is all that is known then.
 */
export function confirm(kinds: Kinds, served: ReadonlyMap<string, Pick<SchemaFile, 'kinds'>>): Kinds {
  const servers = [...served].toSorted(([a], [b]) => compareVersions(a, b));
  const result: Kinds = {};
  for (const [apiVersion, ofVersion] of Object.entries(kinds)) {
    result[apiVersion] = {};
    for (const [kind, told] of Object.entries(ofVersion)) {
      const wrong = servers.find(
        ([minor, file]) => isGone(told, minor) && file.kinds[apiVersion]?.[kind] !== undefined,
      );
      if (wrong !== undefined) {
        throw new Error(`${apiVersion} ${kind} was removed in ${told.removed}; ${wrong[0]} serves it`);
      }
      const without = servers.find(
        ([minor, file]) => isPrerelease(apiVersion) && isThere(told, minor) && file.kinds[apiVersion] === undefined,
      );
      result[apiVersion][kind] = without === undefined ? told : { ...told, removed: without[0] };
    }
  }
  return result;
}

function isPrerelease(apiVersion: string): boolean {
  return /v\d+(alpha|beta)\d+$/.test(apiVersion);
}

function isThere(told: Lifecycle, minor: string): boolean {
  return !isGone(told, minor) && (told.introduced === undefined || compareVersions(told.introduced, minor) <= 0);
}

function isGone({ removed }: Lifecycle, minor: string): boolean {
  return removed !== undefined && compareVersions(removed, minor) <= 0;
}

/** The newest release that has a kind is right about it; a kind that later releases do not have was removed by then. */
export function sumUp(releases: ReadonlyMap<string, Release>): Kinds {
  const minors = [...releases.keys()].toSorted(compareVersions);
  const result: Kinds = {};
  for (const [index, minor] of minors.entries()) {
    for (const [apiVersion, kinds] of releases.get(minor) ?? []) {
      result[apiVersion] ??= {};
      for (const [kind, told] of kinds) {
        const former = result[apiVersion][kind];
        // the first release of all says nothing about when a kind came
        const introduced =
          told.introduced ?? former?.introduced ?? (former === undefined && index > 0 ? minor : undefined);
        const gone = firstWithout(minors.slice(index + 1), releases, apiVersion, kind);
        const removed = [told.removed, gone].filter((one) => one !== undefined).toSorted(compareVersions)[0];
        result[apiVersion][kind] = {
          ...(introduced === undefined ? {} : { introduced }),
          ...(told.deprecated === undefined || isLater(told.deprecated, removed)
            ? {}
            : { deprecated: told.deprecated }),
          ...(removed === undefined ? {} : { removed }),
          ...(told.replacement === undefined ? {} : { replacement: told.replacement }),
        };
      }
    }
  }
  return result;
}

/** A plan to deprecate that a removal overtook. */
function isLater(version: string, than: string | undefined): boolean {
  return than !== undefined && compareVersions(version, than) > 0;
}

function firstWithout(
  minors: readonly string[],
  releases: ReadonlyMap<string, Release>,
  apiVersion: string,
  kind: string,
): string | undefined {
  return minors.find((minor) => releases.get(minor)?.get(apiVersion)?.has(kind) !== true);
}

/** The kinds of all packages of a module. */
function releaseOf(folder: string): Release {
  const release = new Map<string, ReadonlyMap<string, Lifecycle>>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.name !== 'register.go') continue;
    const read = (name: string) => {
      const path = join(entry.parentPath, name);
      return existsSync(path) ? readFileSync(path, 'utf8') : '';
    };
    const kinds = packageKinds(
      read('register.go'),
      read('zz_generated.prerelease-lifecycle.go') + read('lifecycle.go'),
    );
    if (kinds !== undefined) release.set(kinds.apiVersion, kinds.kinds);
  }
  return release;
}

/**
 * The kinds that a Go package registers, with what its lifecycle functions return.
 *
 * @returns undefined for a package without a version of its own
 */
export function packageKinds(
  register: string,
  functions: string,
): { readonly apiVersion: string; readonly kinds: ReadonlyMap<string, Lifecycle> } | undefined {
  const group = /\bGroupName\s*=\s*"([^"]*)"/.exec(register)?.[1];
  const version = /\bVersion:\s*"(v\d\w*)"/.exec(register)?.[1];
  if (group === undefined || version === undefined || MESSAGES.includes(group)) return undefined;
  const told = new Map<string, Lifecycle>();
  const tell = (kind: string, one: Lifecycle) => told.set(kind, { ...told.get(kind), ...one });
  for (const [, kind = '', what = '', major, minor] of functions.matchAll(VERSION_FUNCTION)) {
    if (major !== '0') tell(kind, { [what.toLowerCase()]: `${major}.${minor}` });
  }
  for (const [, kind = '', group = '', version = '', other = ''] of functions.matchAll(REPLACEMENT_FUNCTION)) {
    // one that replaces an IngressClass by a list of them is a slip
    const one = isKind(kind) ? other.replace(/List$/, '') : other;
    tell(kind, { replacement: { apiVersion: group === '' ? version : `${group}/${version}`, kind: one } });
  }
  const kinds = [...register.matchAll(/&(\w+)\{\}/g)].map(([, kind = '']) => kind).filter(isKind);
  return {
    apiVersion: group === '' ? version : `${group}/${version}`,
    kinds: new Map(kinds.map((kind) => [kind, told.get(kind) ?? {}])),
  };
}

const VERSION_FUNCTION =
  /func \(in \*(\w+)\) APILifecycle(Introduced|Deprecated|Removed)\(\) \(major, minor int\) \{\s*return (\d+), (\d+)\s*\}/g;

const REPLACEMENT_FUNCTION =
  /func \(in \*(\w+)\) APILifecycleReplacement\(\) schema\.GroupVersionKind \{\s*return schema\.GroupVersionKind\{Group: "([^"]*)", Version: "([^"]*)", Kind: "([^"]*)"\}/g;

/** Lists and parameters of requests are types too, but nobody writes them down. */
function isKind(name: string): boolean {
  return !name.endsWith('List') && !name.endsWith('Options');
}

function minorOf({ version }: PinnedModule): string {
  const minor = /^v0\.(\d+)\./.exec(version)?.[1];
  if (minor === undefined) throw new Error(`${version} is no version of the Kubernetes libraries`);
  return `1.${minor}`;
}
