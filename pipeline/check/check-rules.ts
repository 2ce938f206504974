import type { KubeObject } from '../../model/kube.ts';
import type { ClusterModel, Environment } from '../../model/resolved.ts';
import type { Blocked, Finding } from '../../policies/finding.ts';
import type { Places } from '../../policies/graph/applications.ts';
import { textAt } from '../../policies/read.ts';
import { folderOf, MANIFESTS } from '../manifests.ts';
import { placeOf } from '../place.ts';
import type { Manifest, Variant } from '../rendering.ts';
import { manifestPath, pointersFolder } from '../write/paths.ts';
import { type JudgedCluster, judgeClusters } from './judge-clusters.ts';
import { type FoundMove, movesOn } from './moves.ts';
import { pointedRepository } from './pointed-repository.ts';
import type { RuleSet } from './rules.ts';
import { schemaCatalogs } from './schema-catalogs.ts';

interface RuleCheckInput {
  readonly variants: readonly Variant[];
  /** Every file of the environments concerned, pointers included. */
  readonly manifests: readonly Manifest[];
  readonly moves: readonly FoundMove[];
  readonly rules: RuleSet;
  /** As `YYYY-MM-DD`. It changes what is warned of, never what is written. */
  readonly today: string;
}

/** Applies the rules to what was rendered, cluster by cluster. */
export function checkRules({ variants, manifests, moves, rules, today }: RuleCheckInput): Finding[] {
  const clusters = runningClusters(variants, manifests, moves);
  const moved = new Map(moves.map((move) => [move.object, move]));
  return judgeClusters(clusters, { ...rules, today, schemas: schemaCatalogs() }).map(({ place, object, finding }) => ({
    ...finding,
    file: place.fileOf(object),
    blocks: [...place.blocks(), ...bothStacks(finding, moved.get(object))],
  }));
}

/** Every cluster with what it runs: of its variants, and of the files that stand for it alone. */
export function runningClusters(
  variants: readonly Variant[],
  manifests: readonly Manifest[],
  moves: readonly FoundMove[],
): JudgedCluster<Place>[] {
  const pointers = Map.groupBy(manifests, ({ path }) => path.slice(0, path.lastIndexOf('/')));
  const environments = [...Map.groupBy(variants, ({ environment }) => environment)];
  return environments.flatMap(([environment, theirs]) => {
    // what clusters share is at the same place
    const places = new Map(theirs.map((variant) => [variant, variantPlace(variant)]));
    return environment.clusters.map((cluster) => {
      const running = new Map([...places].filter(([{ clusters }]) => clusters.includes(cluster)));
      const standing = pointers.get(pointersFolder(environment.name, cluster.name)) ?? [];
      return { ...clusterOf(environment, cluster, running, standing), moves: movesOn(moves, cluster.name) };
    });
  });
}

/** Where objects stand: in the folder of a variant, or of the files that the pipeline renders for one cluster. */
interface Place {
  /** From the root of the repository. */
  readonly folder: string;
  /** What an error of theirs keeps from being written. */
  blocks(): readonly Blocked[];
  fileOf(object: KubeObject): string;
}

function clusterOf(
  environment: Environment,
  cluster: ClusterModel,
  running: ReadonlyMap<Variant, Place>,
  pointers: readonly Manifest[],
): JudgedCluster<Place> {
  const objects = new Map<KubeObject, Place>();
  for (const [variant, place] of running) {
    for (const object of variant.rendering.objects) objects.set(object, place);
  }
  for (const pointer of pointers) objects.set(pointer.object, pointerPlace(pointer, pointers, [...running.keys()]));
  const repository = pointedRepository(pointers.map(({ object }) => object));
  const { facts } = cluster;
  const { kubernetes } = facts;
  const places = placesOf(objects, repository);
  return { objects, kubernetes, tier: environment.tier, complete: true, facts, places };
}

function placesOf(objects: ReadonlyMap<KubeObject, Place>, repository: string | undefined): Places {
  return {
    ...(repository === undefined ? {} : { repository }),
    folderOf: (object) => objects.get(object)?.folder,
    fileOf: (object) => objects.get(object)?.fileOf(object),
  };
}

function variantPlace(variant: Variant): Place {
  const folder = folderOf(variant);
  return {
    folder: `${MANIFESTS}/${folder}`,
    blocks: () => [blockedVariant(variant)],
    fileOf: (object) => `${MANIFESTS}/${manifestPath(folder, object)}`,
  };
}

/** An Application is not better than what it points at, and neither than the project that it is in. */
function pointerPlace({ path, object }: Manifest, pointers: readonly Manifest[], running: readonly Variant[]): Place {
  const file = `${MANIFESTS}/${path}`;
  const blocks = () => {
    const isProject = object.kind === 'AppProject';
    const applications = isProject
      ? pointers.filter((one) => textAt(one.object, 'spec', 'project') === object.metadata.name)
      : [{ path }];
    const stacks = new Set(
      applications.flatMap((one) => {
        const place = placeOf(one.path);
        return place.type === 'pointer' ? [place.stack] : [];
      }),
    );
    return [{ path }, ...running.filter(({ use }) => stacks.has(use.stack.name)).map(blockedVariant)];
  };
  return { folder: file.slice(0, file.lastIndexOf('/')), blocks, fileOf: () => file };
}

function blockedVariant({ environment, use, name }: Variant): Blocked {
  return { environment: environment.name, stack: use.stack.name, variants: [name] };
}

/** Half a move deletes the object, too. */
function bothStacks({ rule }: Finding, move: FoundMove | undefined): readonly Blocked[] {
  if (rule !== 'valid-removal' || move === undefined) return [];
  const { environment, from, to } = move;
  return [
    { environment, stack: from },
    { environment, stack: to },
  ];
}
