import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SchemaSource } from '../../policies/schema/catalog.ts';
import { FORM, type LifecycleFile, type SchemaFile } from '../../policies/schema/form.ts';
import { compareVersions } from '../../policies/schema/versions.ts';

/**
 * The schemas that come with Stele, read when they are asked for.
 *
 * @throws Error when a file is missing or of another form: the installation is broken
 */
export function schemaSource(folder = schemaFolder()): SchemaSource {
  const names = readdirSync(folder);
  const versions = names.flatMap((name) => /^kubernetes-(\d+\.\d+)\.json$/.exec(name)?.[1] ?? []).sort(compareVersions);
  const groups = readdirSync(join(folder, 'custom-resources'))
    .flatMap((name) => /^(.+)\.json$/.exec(name)?.[1] ?? [])
    .sort();
  return {
    versions,
    groups,
    kubernetes: (version) => read<SchemaFile>(join(folder, `kubernetes-${known(version, versions)}.json`)),
    customResources: (group) => read<SchemaFile>(join(folder, 'custom-resources', `${known(group, groups)}.json`)),
    lifecycle: () => read<LifecycleFile>(join(folder, 'lifecycle.json')),
  };
}

/** Beside `pipeline/`, in the repository, and in the package as it is installed. */
function schemaFolder(): string {
  return join(import.meta.dirname, '../../schemas');
}

/** Only what is in the folder becomes part of a path: names can come from manifests. */
function known(name: string, names: readonly string[]): string {
  if (!names.includes(name)) throw new TypeError(`there is no schema of ${name}; there are ${names.join(', ')}`);
  return name;
}

function read<T extends { readonly form: number }>(path: string): T {
  // written by tools/schemas, and part of the package like its code
  const file = JSON.parse(readFileSync(path, 'utf8')) as T;
  if (file.form !== FORM) throw new Error(`${path} has form ${file.form}, and not ${FORM}`);
  return file;
}
