import type { ProjectNeeds } from '../../model/chart.ts';
import { groupOf } from '../../model/kube.ts';
import type { Variant } from '../rendering.ts';

/** What deploying a variant takes: exactly what it renders, and what the Applications in it install from upstream. */
export interface Permissions {
  readonly repositories: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
  /** `group/Kind/name` of what it renders; `group/Kind` of what it installs, whose names nobody has listed. */
  readonly clusterKinds: ReadonlySet<string>;
  /** As `group/Kind`. */
  readonly namespacedKinds: ReadonlySet<string>;
}

export function permissionsOf({ use, rendering }: Variant): Permissions {
  const own: MutableNeeds = {
    repositories: [],
    namespaces: [use.stack.namespace],
    clusterKinds: [],
    namespacedKinds: [],
  };
  for (const object of rendering.objects) {
    const kind = `${groupOf(object)}/${object.kind}`;
    const { name, namespace } = object.metadata;
    if (namespace === undefined) {
      own.clusterKinds.push(`${kind}/${name}`);
    } else {
      own.namespacedKinds.push(kind);
      own.namespaces.push(namespace);
    }
  }
  return union([own, ...rendering.projectNeeds]);
}

/** What all of them take together. */
export function union(parts: readonly Needs[]): Permissions {
  return {
    repositories: new Set(parts.flatMap((part) => [...part.repositories])),
    namespaces: new Set(parts.flatMap((part) => [...part.namespaces])),
    clusterKinds: new Set(parts.flatMap((part) => [...part.clusterKinds])),
    namespacedKinds: new Set(parts.flatMap((part) => [...part.namespacedKinds])),
  };
}

type Needs = Permissions | ProjectNeeds;
type MutableNeeds = { [K in keyof ProjectNeeds]: string[] };
