import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import { load } from 'js-yaml';
import { MANIFESTS, syncOption } from '../constructs/argocd/index.ts';
import { groupOf, type KubeObject } from '../model/kube.ts';
import type { Finding } from '../policies/finding.ts';
import type { Head } from './head.ts';
import type { Manifest } from './rendering.ts';

/** An object that one stack gives up and another takes on, in one commit. */
export interface Move {
  readonly environment: string;
  /** The clusters where Argo CD would delete it. */
  readonly clusters: readonly string[];
  readonly object: KubeObject;
  readonly from: string;
  readonly to: string;
  /** Where HEAD has it, relative to `manifests/`. */
  readonly file: string;
}

/**
 * The objects that change their stack and would be deleted while they do: the former stack's Application prunes what
 * the new one adopts, in either order. An object that HEAD keeps from being pruned may move.
 *
 * A cluster counts only when HEAD deploys the former stack's variant to it.
 *
 * @param after every manifest of the environments concerned, pointers included
 */
export function findMoves(head: Head, after: readonly Manifest[]): Move[] {
  const { files, pointers } = sortOut(after.map((manifest) => ({ ...placeOf(manifest.path), manifest })));
  const candidates = sortOut(head.paths.map((path) => ({ ...placeOf(path), path })));
  const claims = Map.groupBy(files, ({ key }) => key);
  const leaving = candidates.files.filter(({ key, stack }) => claims.get(key)?.some((claim) => claim.stack !== stack));
  if (leaving.length === 0) return [];

  const stacks = new Set(leaving.map(({ environment, stack }) => `${environment}/${stack}`));
  const left = candidates.pointers.filter(({ environment, stack }) => stacks.has(`${environment}/${stack}`));
  const texts = head.read([...leaving, ...left].map(({ path }) => path));
  const before = left.flatMap((pointer) => {
    const application = parse(texts.get(pointer.path));
    return application === undefined ? [] : [{ ...pointer, application, folder: folderOf(application) }];
  });
  const now = new Map(
    pointers.map(({ environment, cluster, stack, manifest }) => [
      `${environment}/${cluster}/${stack}`,
      folderOf(manifest.object),
    ]),
  );

  const moves = new Map<string, Move & { readonly clusters: string[] }>();
  for (const { path, key, folder, environment, stack } of leaving) {
    const object = parse(texts.get(path));
    if (object === undefined) continue;
    for (const pointer of before.filter((item) => item.stack === stack && item.folder === folder)) {
      const place = `${environment}/${pointer.cluster}`;
      const remaining = now.get(`${place}/${stack}`);
      const claim = claims
        .get(key)
        ?.filter((item) => now.get(`${place}/${item.stack}`) === item.folder)
        // the former stack comes first: while it renders the object, nothing is deleted
        .sort((a, b) => Number(b.stack === stack) - Number(a.stack === stack))[0];
      if (claim === undefined || claim.stack === stack) continue;
      if (identity(claim.manifest.object) !== identity(object)) continue;
      if (!deletes(object, pointer.application, remaining !== undefined)) continue;
      const id = `${path}\n${claim.stack}`;
      const move = moves.get(id) ?? { environment, clusters: [], object, from: stack, to: claim.stack, file: path };
      move.clusters.push(pointer.cluster);
      moves.set(id, move);
    }
  }
  return [...moves.values()];
}

/** What a move is as a finding: it blocks both stacks, because half a move deletes the object too. */
export function moveFinding({ environment, clusters, object, from, to, file }: Move): Finding {
  const { name, namespace } = object.metadata;
  return {
    rule: 'valid-removal',
    severity: 'error',
    object: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      ...(namespace === undefined ? {} : { namespace }),
      name,
    },
    file: `${MANIFESTS}/${file}`,
    message: `moves from stack ${from} to stack ${to} in one commit: Argo CD would delete it on ${clusters.join(', ')}, because ${from} no longer has it`,
    remedy: `let ${from} render it once more with keepOnPrune(), commit that and wait until Argo CD has synced it; then move it, and drop the call`,
    blocks: [
      { environment, stack: from },
      { environment, stack: to },
    ],
  };
}

/** Whether the former stack's Application deletes the object, once that stack has given it up. */
function deletes(object: KubeObject, application: KubeObject, runsOn: boolean): boolean {
  if (runsOn) return syncOption(object, 'Prune') !== 'false';
  const { finalizers } = application.metadata as IApplication['metadata'];
  const cascades = finalizers?.some((finalizer) => finalizer.startsWith('resources-finalizer.argocd.argoproj.io'));
  return cascades === true && syncOption(object, 'Delete') !== 'false';
}

type Place = FilePlace | PointerPlace | { readonly type: 'other' };

/** `<environment>/ring-<n>/<stack>/<variant>/<namespace or _cluster>/<Kind>.<name>.yaml` */
interface FilePlace {
  readonly type: 'file';
  readonly environment: string;
  readonly stack: string;
  /** The folder of the variant. */
  readonly folder: string;
  /** The same for the same object in whichever stack of the environment. */
  readonly key: string;
}

/** `<environment>/_clusters/<cluster>/Application.<stack>.yaml`, on a hub `Application.<cluster>.<stack>.yaml` */
interface PointerPlace {
  readonly type: 'pointer';
  readonly environment: string;
  readonly cluster: string;
  readonly stack: string;
}

function placeOf(path: string): Place {
  const [environment = '', second = '', third = '', fourth = '', ...rest] = path.split('/');
  if (second === '_clusters') {
    const stack = /^Application\.(?:.*\.)?([^.]+)\.yaml$/.exec(fourth)?.[1];
    return stack === undefined ? { type: 'other' } : { type: 'pointer', environment, cluster: third, stack };
  }
  if (rest.length !== 2) return { type: 'other' };
  return {
    type: 'file',
    environment,
    stack: third,
    folder: `${environment}/${second}/${third}/${fourth}`,
    key: `${environment}/${rest.join('/')}`,
  };
}

function sortOut<T>(places: readonly (Place & T)[]): { files: (FilePlace & T)[]; pointers: (PointerPlace & T)[] } {
  const files: (FilePlace & T)[] = [];
  const pointers: (PointerPlace & T)[] = [];
  for (const place of places) {
    if (place.type === 'file') files.push(place);
    else if (place.type === 'pointer') pointers.push(place);
  }
  return { files, pointers };
}

function folderOf(application: KubeObject): string {
  const { source } = (application.spec ?? {}) as Partial<IApplication['spec']>;
  return source?.path?.replace(`${MANIFESTS}/`, '') ?? '';
}

function identity(object: KubeObject): string {
  const { name, namespace = '' } = object.metadata;
  return `${groupOf(object)}/${object.kind}/${namespace}/${name}`;
}

/** What a file of HEAD says, or undefined when it is no object: then Argo CD does not deploy it either. */
function parse(text: string | undefined): KubeObject | undefined {
  if (text === undefined) return undefined;
  try {
    const value = load(text) as Partial<KubeObject> | null | undefined;
    const whole = typeof value?.apiVersion === 'string' && typeof value.kind === 'string';
    return whole && typeof value.metadata?.name === 'string' ? (value as KubeObject) : undefined;
  } catch {
    return undefined;
  }
}
