import type { IAppProjectSpec } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProjectSpec';
import type { AppProjectObject } from '../../constructs/argocd/index.ts';
import { canonicalJson } from '../../model/hash.ts';
import type { KubeObject } from '../../model/kube.ts';
import { isPlainObject } from '../../model/merge.ts';

/** What a project allows only because its last change needs it, as JSON. */
const ANNOTATION_RETAINED = 'stele.dev/retained';

type Lists = Required<
  Pick<IAppProjectSpec, 'destinations' | 'clusterResourceWhitelist' | 'namespaceResourceWhitelist'>
>;

/**
 * Keeps what a project allowed before for one generation.
 *
 * Argo CD does not see objects that a project no longer allows: it neither deletes the last object of a kind when Git
 * and the project drop it in one commit, nor what a removed stack with `onRemove: 'delete'` has in its namespace. So
 * the project drops them one change later. A project that does not change goes on retaining what it retains.
 * https://github.com/argoproj/argo-cd/blob/v3.5.3/controller/state.go#L783
 *
 * @param former the project as the tree has it, or undefined when it is new
 */
export function retainPermissions(former: KubeObject | undefined, project: AppProjectObject): AppProjectObject {
  if (former === undefined) return project;
  const now = listsOf(project.spec);
  const retainedBefore = retainedOf(former);
  const before = without(listsOf(former.spec), retainedBefore);
  const retained = same(before, now) ? retainedBefore : without(before, now);
  const text = canonicalJson(retained);
  if (text === NOTHING) return project;
  const { metadata, spec } = project;
  return {
    ...project,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [ANNOTATION_RETAINED]: text } },
    spec: {
      ...spec,
      destinations: sorted([...now.destinations, ...retained.destinations]),
      clusterResourceWhitelist: sorted([...now.clusterResourceWhitelist, ...retained.clusterResourceWhitelist]),
      namespaceResourceWhitelist: sorted([...now.namespaceResourceWhitelist, ...retained.namespaceResourceWhitelist]),
    },
  };
}

const NOTHING = canonicalJson(listsOf({}));

/** The lists of a project's spec, as far as they are what they should be: somebody may have edited it. */
function listsOf(spec: unknown): Lists {
  const fields = isPlainObject(spec) ? spec : {};
  const list = (value: unknown) => (Array.isArray(value) ? value.filter(namesOne) : []);
  return {
    destinations: list(fields.destinations),
    clusterResourceWhitelist: list(fields.clusterResourceWhitelist),
    namespaceResourceWhitelist: list(fields.namespaceResourceWhitelist),
  } as unknown as Lists;
}

/**
 * Whether an entry names one kind, object or namespace, as all that Stele writes do. A pattern was written by somebody
 * else: to retain it would be to keep the whole cluster open.
 */
function namesOne(entry: unknown): boolean {
  return (
    isPlainObject(entry) &&
    Object.values(entry).every((value) => typeof value === 'string' && !/[*?[\]{}!]/.test(value))
  );
}

function retainedOf({ metadata }: KubeObject): Lists {
  try {
    return listsOf(JSON.parse(metadata.annotations?.[ANNOTATION_RETAINED] ?? '{}'));
  } catch {
    return listsOf({});
  }
}

function same(a: Lists, b: Lists): boolean {
  return canonicalJson(without(a, b)) === NOTHING && canonicalJson(without(b, a)) === NOTHING;
}

function without(from: Lists, what: Lists): Lists {
  return {
    destinations: lacking(from.destinations, what.destinations),
    clusterResourceWhitelist: lacking(from.clusterResourceWhitelist, what.clusterResourceWhitelist),
    namespaceResourceWhitelist: lacking(from.namespaceResourceWhitelist, what.namespaceResourceWhitelist),
  };
}

function lacking<T>(from: readonly T[], what: readonly T[]): T[] {
  const texts = new Set(what.map(canonicalJson));
  return from.filter((item) => !texts.has(canonicalJson(item)));
}

function sorted<T>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
}
