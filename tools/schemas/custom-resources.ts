import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { FORM, type KindEntry, type Provenance, type Schema, type SchemaFile } from '../../policies/schema/form.ts';
import { COMMENT } from './comment.ts';
import { moduleFolder, pinnedBy } from './go-module.ts';
import { share } from './share.ts';
import { referenceTo, slim, type Written } from './slim.ts';

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** Where definitions are: the recipe that pins a module, the module, and a folder in it. */
interface Place {
  readonly recipe: string;
  readonly module: string;
  readonly folder: string;
  /** What only a part of the clusters with this project has: kinds of it count where no other folder has them. */
  readonly optional?: true;
}

const GATEWAY_API = { recipe: 'gateway-api', module: 'sigs.k8s.io/gateway-api' };

const PLACES: readonly Place[] = [
  { recipe: 'argocd', module: 'github.com/argoproj/argo-cd/v3', folder: 'manifests/crds' },
  { recipe: 'argo-rollouts', module: 'github.com/argoproj/argo-rollouts', folder: 'manifests/crds' },
  {
    recipe: 'external-secrets',
    module: 'github.com/external-secrets/external-secrets',
    folder: 'config/crds/bases',
  },
  { ...GATEWAY_API, folder: 'config/crd/standard' },
  { ...GATEWAY_API, folder: 'config/crd/experimental', optional: true },
  {
    recipe: 'prometheus-operator',
    module: 'github.com/prometheus-operator/prometheus-operator',
    folder: 'example/prometheus-operator-crd',
  },
];

/** The parts of a CustomResourceDefinition that are read. */
interface Definition {
  readonly kind: string;
  readonly spec: Spec;
}

interface Spec {
  readonly group: string;
  readonly scope: 'Cluster' | 'Namespaced';
  readonly names: { readonly kind: string; readonly plural: string; readonly shortNames?: readonly string[] };
  readonly versions: readonly Version[];
}

interface Version {
  readonly name: string;
  readonly served: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly subresources?: Readonly<Record<string, unknown>>;
  readonly schema: { readonly openAPIV3Schema: Written };
}

/** The files of the custom resources that Stele knows, by API group. */
export function customResourceSchemas(): ReadonlyMap<string, SchemaFile> {
  const groups = new Map<string, SchemaFile>();
  for (const place of PLACES) {
    const pinned = pinnedBy(place.recipe, place.module);
    const found = definitionsIn(join(moduleFolder(pinned), place.folder));
    for (const [group, definitions] of Map.groupBy(found, ({ spec }) => spec.group)) {
      const former = groups.get(group);
      const { kinds, schemas } = schemasOf(definitions, {
        optional: place.optional === true,
        known: former?.kinds ?? {},
      });
      const provenance: Provenance = { module: place.module, version: pinned.version, source: place.folder };
      groups.set(group, {
        comment: COMMENT,
        form: FORM,
        provenance: [...(former?.provenance ?? []), provenance],
        kinds: merge(former?.kinds ?? {}, kinds),
        definitions: { ...former?.definitions, ...schemas },
      });
    }
  }
  return new Map([...groups].map(([group, file]) => [group, { ...file, definitions: share(file.definitions) }]));
}

type Kinds = SchemaFile['kinds'];

function schemasOf(
  definitions: readonly Definition[],
  { optional, known }: { readonly optional: boolean; readonly known: Kinds },
): { readonly kinds: Kinds; readonly schemas: Readonly<Record<string, Schema>> } {
  const kinds: Record<string, Record<string, KindEntry>> = {};
  const schemas: Record<string, Schema> = {};
  for (const { spec } of definitions) {
    for (const version of spec.versions) {
      const { kind } = spec.names;
      const apiVersion = `${spec.group}/${version.name}`;
      const former = known[apiVersion]?.[kind];
      // a version that is on its way out is served longer where the optional definitions are installed
      if (former !== undefined && (former.served !== 'never' || !version.served)) continue;
      const definition = [...spec.group.split('.').reverse(), version.name, kind].join('.');
      kinds[apiVersion] ??= {};
      kinds[apiVersion][kind] = entry(definition, spec, version, optional);
      schemas[definition] = root(slim(version.schema.openAPIV3Schema));
    }
  }
  return { kinds, schemas };
}

function entry(definition: string, { group, names, scope }: Spec, version: Version, optional: boolean): KindEntry {
  const { kind, plural, shortNames } = names;
  const subresources = Object.keys(version.subresources ?? {}).sort();
  const served = version.served ? optional && ('on request' as const) : ('never' as const);
  const warning = version.deprecationWarning ?? `${group}/${version.name} ${kind} is deprecated`;
  return {
    definition,
    plural,
    ...(shortNames === undefined ? {} : { shortNames }),
    namespaced: scope === 'Namespaced',
    ...(subresources.length === 0 ? {} : { subresources }),
    ...(served && { served }),
    ...(version.deprecated && { deprecated: warning }),
  };
}

/** What each object has, whatever its definition says of it: it can only narrow `metadata`. */
function root(schema: Schema): Schema {
  const { metadata = {} } = schema.properties ?? {};
  const { type: _, ...narrowed } = metadata;
  return {
    ...schema,
    properties: {
      ...schema.properties,
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { ...narrowed, $ref: referenceTo(OBJECT_META) },
    },
  };
}

function merge(a: Kinds, b: Kinds): Kinds {
  const merged: Record<string, Record<string, KindEntry>> = {};
  for (const [apiVersion, kinds] of [...Object.entries(a), ...Object.entries(b)]) {
    merged[apiVersion] = { ...merged[apiVersion], ...kinds };
  }
  return merged;
}

function definitionsIn(folder: string): readonly Definition[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  const objects = files.sort().flatMap((name) => loadAll(readFileSync(join(folder, name), 'utf8')));
  return (objects as readonly (Definition | null)[]).filter(
    (one) => one?.kind === 'CustomResourceDefinition',
  ) as Definition[];
}
