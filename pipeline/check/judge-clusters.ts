import type { KubeObject } from '../../model/kube.ts';
import { type EvaluatedCluster, Evaluator, type EvaluatorOptions, type Violation } from '../../policies/evaluator.ts';
import type { Finding } from '../../policies/finding.ts';
import { judge } from '../../policies/judge.ts';
import { hasWaivers } from '../../policies/waivers.ts';

/** A cluster, with where each of its objects stands. What clusters share is the same object at the same place. */
export interface JudgedCluster<P extends object> extends Omit<EvaluatedCluster, 'objects'> {
  readonly objects: ReadonlyMap<KubeObject, P>;
}

export interface JudgeClustersOptions extends EvaluatorOptions {
  /**
   * Ids of all rules there are, for waivers that name one.
   * @default those of `rules`
   */
  readonly known?: ReadonlySet<string>;
  /** As `YYYY-MM-DD`. It changes what is warned of, never what fails. */
  readonly today: string;
}

export interface PlacedFinding<P extends object> {
  readonly place: P;
  readonly object: KubeObject;
  readonly finding: Finding;
}

/**
 * Applies rules to clusters, and waivers to what they find. What several clusters share is reported once, and its waiver
 * is needed when one of them needs it. In the order of clusters, then of objects.
 *
 * With a level of Pod Security it says what the admission of that level would, which knows no settings and no waivers.
 */
export function judgeClusters<P extends object>(
  clusters: Iterable<JudgedCluster<P>>,
  given: JudgeClustersOptions,
): PlacedFinding<P>[] {
  const toTheLetter = given.level !== undefined;
  const options = toTheLetter ? { ...given, options: { settings: {} } } : given;
  const evaluator = new Evaluator(options);
  const known = options.known ?? new Set(options.rules.map(({ id }) => id));
  const noted = new Map<P, Map<KubeObject, Noted>>();
  const note = (place: P, object: KubeObject): Noted => {
    const objects = noted.get(place) ?? new Map<KubeObject, Noted>();
    noted.set(place, objects);
    const entry = objects.get(object) ?? { violations: new Map(), applied: new Set() };
    objects.set(object, entry);
    return entry;
  };

  for (const { objects, ...rest } of clusters) {
    const cluster = { ...rest, objects: [...objects.keys()] };
    for (const violation of evaluator.evaluate(cluster)) {
      const { rule, object, pointer, message } = violation;
      const place = objects.get(object);
      if (place !== undefined) note(place, object).violations.set(`${rule.id}\n${pointer}\n${message}`, violation);
    }
    if (toTheLetter) continue;
    const waiving = [...objects].filter(([object]) => hasWaivers(object));
    if (waiving.length === 0) continue;
    const applied = evaluator.appliedTo(cluster);
    for (const [object, place] of waiving) {
      const entry = note(place, object);
      for (const id of applied) entry.applied.add(id);
    }
  }
  return [...noted].flatMap(([place, objects]) =>
    [...objects].flatMap(([object, { violations, applied }]) =>
      judge(object, [...violations.values()], { today: options.today, known, applied }).map((finding) => ({
        place,
        object,
        finding: toTheLetter ? withoutWaiver(finding) : finding,
      })),
    ),
  );
}

function withoutWaiver({ waived: _waived, ...finding }: Finding): Finding {
  return finding;
}

/** What was found on one object, each thing once, and the rules that looked at it. */
interface Noted {
  readonly violations: Map<string, Violation>;
  readonly applied: Set<string>;
}
