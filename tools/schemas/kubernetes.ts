import { FORM, type KindEntry, type Schema, type SchemaFile } from '../../policies/schema/form.ts';
import type { ApiClient } from '../cluster/api-client.ts';
import { component, versionOf } from '../component-cache.ts';
import type { ComponentName } from '../components.ts';
import { withApiServer } from './api-server.ts';
import { COMMENT } from './comment.ts';
import { reachable, slimDefinitions, type Written } from './slim.ts';

/** Turns on what is off by default: alpha, and beta since Kubernetes 1.24. */
const EVERYTHING = ['--runtime-config=api/all=true', '--feature-gates=AllAlpha=true,AllBeta=true'];

/** What discovery says of a resource, or of a subresource (`pods/status`). */
interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames?: readonly string[];
  readonly verbs: readonly string[];
}

type Kinds = Record<string, Record<string, KindEntry>>;

/**
 * What the API server of a component says about itself: its OpenAPI documents and its discovery with everything
 * turned on, and its discovery with nothing turned on, for what is served by default.
 */
export async function kubernetesSchemas(from: ComponentName): Promise<SchemaFile> {
  const byDefault = await withApiServer(from, [], discover);
  const { resources, definitions } = await withApiServer(from, EVERYTHING, async (client) => ({
    resources: await discover(client),
    definitions: slimDefinitions(await openApi(client)),
  }));
  const kinds: Kinds = {};
  for (const [apiVersion, list] of resources) {
    const usual = (byDefault.get(apiVersion) ?? []).map(({ name }) => name);
    for (const resource of list.filter(({ name }) => !name.includes('/'))) {
      kinds[apiVersion] ??= {};
      kinds[apiVersion][resource.kind] = entry(resource, {
        definition: definitionOf(definitions, apiVersion, resource.kind),
        subresources: subresourcesOf(resource.name, list),
        byDefault: usual.includes(resource.name),
      });
    }
  }
  const roots = Object.values(kinds).flatMap((ofVersion) =>
    Object.values(ofVersion).map(({ definition }) => definition),
  );
  return {
    comment: COMMENT,
    form: FORM,
    provenance: [
      {
        module: 'k8s.io/kubernetes',
        version: versionOf(component(from)),
        source: `/openapi/v3 and discovery of kube-apiserver ${EVERYTHING.join(' ')}`,
      },
    ],
    kinds,
    definitions: reachable(definitions, roots),
  };
}

interface Found {
  readonly definition: string;
  readonly subresources: readonly string[];
  readonly byDefault: boolean;
}

function entry(
  { name, shortNames, namespaced, verbs }: Resource,
  { definition, subresources, byDefault }: Found,
): KindEntry {
  return {
    definition,
    plural: name,
    ...(shortNames === undefined ? {} : { shortNames }),
    namespaced,
    ...(subresources.length === 0 ? {} : { subresources }),
    ...(byDefault ? {} : { served: 'on request' }),
    ...(verbs.includes('get') ? {} : { createOnly: true }),
  };
}

function subresourcesOf(name: string, list: readonly Resource[]): readonly string[] {
  const prefix = `${name}/`;
  return list
    .filter((one) => one.name.startsWith(prefix))
    .map((one) => one.name.slice(prefix.length))
    .sort();
}

/** Resources by apiVersion. */
async function discover(client: ApiClient): Promise<ReadonlyMap<string, readonly Resource[]>> {
  const { groups } = await json<{ readonly groups: readonly { readonly versions: readonly GroupVersion[] }[] }>(
    client,
    '/apis',
  );
  const paths = new Map(
    groups.flatMap(({ versions }) => versions.map((one) => [one.groupVersion, `/apis/${one.groupVersion}`])),
  );
  paths.set('v1', '/api/v1');
  const found = new Map<string, readonly Resource[]>();
  for (const [apiVersion, path] of paths) {
    const { resources } = await json<{ readonly resources: readonly Resource[] }>(client, path);
    found.set(apiVersion, resources);
  }
  return found;
}

interface GroupVersion {
  readonly groupVersion: string;
}

/** The definitions of all groups. Where two documents have one, they agree, but for what no manifest holds. */
async function openApi(client: ApiClient): Promise<ReadonlyMap<string, Written>> {
  const index = await json<{ readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>> }>(
    client,
    '/openapi/v3',
  );
  const found = new Map<string, Written>();
  for (const { serverRelativeURL } of Object.values(index.paths)) {
    const { components } = await json<Document>(client, serverRelativeURL);
    for (const [name, schema] of Object.entries(components?.schemas ?? {})) found.set(name, schema);
  }
  return found;
}

interface Document {
  readonly components?: { readonly schemas?: Readonly<Record<string, Written>> };
}

async function json<T>(client: ApiClient, path: string): Promise<T> {
  const { status, body } = await client.answer('GET', path);
  if (status !== 200) throw new Error(`GET ${path}: ${status} ${body.slice(0, 200)}`);
  return JSON.parse(body) as T;
}

/** The definition that says of itself that it is this kind. */
function definitionOf(definitions: Readonly<Record<string, Schema>>, apiVersion: string, kind: string): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const names = Object.entries(definitions).flatMap(([name, schema]) => {
    const kinds = schema['x-kubernetes-group-version-kind'] ?? [];
    return kinds.length === 1 &&
      kinds.some((one) => one.group === group && one.version === version && one.kind === kind)
      ? [name]
      : [];
  });
  const [name] = names;
  if (name === undefined || names.length > 1) throw new Error(`${names.length} definitions of ${apiVersion} ${kind}`);
  return name;
}
