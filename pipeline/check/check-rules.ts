import type { KubeObject } from '../../model/kube.ts';
import type { ClusterModel, Environment } from '../../model/resolved.ts';
import type { Finding } from '../../policies/finding.ts';
import type { Places } from '../../policies/graph/applications.ts';
import { folderOf, MANIFESTS } from '../manifests.ts';
import type { Manifest, Variant } from '../rendering.ts';
import { manifestPath, pointersFolder } from '../write/paths.ts';
import { type JudgedCluster, judgeClusters } from './judge-clusters.ts';
import { pointedRepository } from './pointed-repository.ts';
import type { RuleSet } from './rules.ts';
import { schemaCatalogs } from './schema-catalogs.ts';

interface RuleCheckInput {
  readonly variants: readonly Variant[];
  /** Every file of the environments concerned, pointers included. */
  readonly manifests: readonly Manifest[];
  readonly rules: RuleSet;
  readonly today: string;
}

/** Applies the rules to what was rendered, cluster by cluster. */
export function checkRules({ variants, manifests, rules, today }: RuleCheckInput): Finding[] {
  const clusters = runningClusters(variants, manifests);
  return judgeClusters(clusters, { ...rules, today, schemas: schemaCatalogs() }).map(({ place, object, finding }) => ({
    ...finding,
    ...standingOf(place, object),
  }));
}

/** Every cluster with what it runs: of its variants, and of the files that stand for it alone. */
export function runningClusters(variants: readonly Variant[], manifests: readonly Manifest[]): JudgedCluster<Place>[] {
  const pointers = Map.groupBy(manifests, ({ path }) => path.slice(0, path.lastIndexOf('/')));
  const environments = [...Map.groupBy(variants, ({ environment }) => environment)];
  return environments.flatMap(([environment, theirs]) =>
    environment.clusters.map((cluster) => {
      const standing = pointers.get(pointersFolder(environment.name, cluster.name)) ?? [];
      return clusterOf(environment, cluster, theirs, standing);
    }),
  );
}

/** What renders an object: a stack, or the pipeline for one cluster. */
type Place = Variant | Manifest;

function clusterOf(
  environment: Environment,
  cluster: ClusterModel,
  variants: readonly Variant[],
  pointers: readonly Manifest[],
): JudgedCluster<Place> {
  const objects = new Map<KubeObject, Place>();
  for (const variant of variants) {
    if (!variant.clusters.includes(cluster)) continue;
    for (const object of variant.rendering.objects) objects.set(object, variant);
  }
  for (const manifest of pointers) objects.set(manifest.object, manifest);
  const repository = pointedRepository(pointers.map(({ object }) => object));
  const { facts } = cluster;
  const { kubernetes } = facts;
  const places = placesOf(objects, repository);
  return { objects, kubernetes, tier: environment.tier, complete: true, facts, places };
}

function placesOf(objects: ReadonlyMap<KubeObject, Place>, repository: string | undefined): Places {
  const folders = new Map<Variant, string>();
  return {
    ...(repository === undefined ? {} : { repository }),
    folderOf: (object) => {
      const place = objects.get(object);
      if (place === undefined) return undefined;
      if ('path' in place) return `${MANIFESTS}/${place.path.slice(0, place.path.lastIndexOf('/'))}`;
      const folder = folders.get(place) ?? `${MANIFESTS}/${folderOf(place)}`;
      folders.set(place, folder);
      return folder;
    },
    fileOf: (object) => {
      const place = objects.get(object);
      return place === undefined ? undefined : standingOf(place, object).file;
    },
  };
}

function standingOf(place: Place, object: KubeObject): Pick<Finding, 'file' | 'blocks'> {
  if ('path' in place) return { file: `${MANIFESTS}/${place.path}` };
  const { environment, use, name } = place;
  return {
    file: `${MANIFESTS}/${manifestPath(folderOf(place), object)}`,
    blocks: [{ environment: environment.name, stack: use.stack.name, variants: [name] }],
  };
}
