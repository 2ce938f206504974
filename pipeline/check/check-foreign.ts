import type { Tier } from '../../model/facts.ts';
import type { KubeObject } from '../../model/kube.ts';
import type { Finding } from '../../policies/finding.ts';
import type { Places } from '../../policies/graph/applications.ts';
import type { PodSecurityLevel } from '../../policies/rule.ts';
import type { ForeignObject } from './foreign/read-objects.ts';
import { judgeClusters } from './judge-clusters.ts';
import type { RuleSet } from './rules.ts';
import { schemaCatalogs } from './schema-catalogs.ts';

export interface CheckForeignOptions {
  readonly rules: RuleSet;
  /** Ids of all rules there are, also where `rules` are only some. */
  readonly known: ReadonlySet<string>;
  /** Minor version, such as `1.36`. */
  readonly kubernetes: string;
  readonly tier: Tier;
  readonly level?: PodSecurityLevel;
  /** As `YYYY-MM-DD`. */
  readonly today: string;
}

/** Applies the rules to YAML that anybody wrote, as if it were what one cluster runs, or a part of it. */
export function checkForeign(objects: readonly ForeignObject[], options: CheckForeignOptions): Finding[] {
  const { kubernetes, tier, level } = options;
  const places = new Map<KubeObject, ForeignObject>(objects.map((one) => [one.object, one]));
  const cluster = { objects: places, kubernetes, tier, complete: false, places: placesOf(places) };
  const { rules, known, today } = options;
  const judged = judgeClusters([cluster], {
    ...rules,
    known,
    today,
    schemas: schemaCatalogs(),
    ...(level === undefined ? {} : { level }),
  });
  return judged.map(({ place, finding }) => placed(finding, place));
}

/** Where objects stand that were read from files. */
export function placesOf(objects: ReadonlyMap<KubeObject, ForeignObject>, repository?: string): Places {
  const fileOf = (object: KubeObject) => objects.get(object)?.file;
  return {
    ...(repository === undefined ? {} : { repository }),
    folderOf: (object) => {
      const file = fileOf(object);
      return file?.slice(0, Math.max(0, file.lastIndexOf('/')));
    },
    fileOf,
  };
}

/** A finding with the file and line it stands in. */
export function placed(finding: Finding, place: ForeignObject): Finding {
  return { ...finding, file: place.file, line: place.line(finding.pointer ?? '') };
}
