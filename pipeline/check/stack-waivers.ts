import { type UnfinishedObject, writeWaiver } from '../../constructs/rendering.ts';
import type { StackWaiver } from '../../model/chart.ts';
import { ANNOTATION_STEM, ANNOTATION_WAIVE, type KubeObject } from '../../model/kube.ts';
import { deepFreeze } from '../../model/values.ts';
import type { Finding } from '../../policies/finding.ts';
import { VALID_WAIVER } from '../../policies/judge.ts';
import type { Variant } from '../rendering.ts';
import { runningClusters } from './check-rules.ts';
import { judgeClusters } from './judge-clusters.ts';
import type { RuleSet } from './rules.ts';
import { schemaCatalogs } from './schema-catalogs.ts';

export interface StackWaiverResult {
  /** The variants, with the waivers of their stacks on each object that needs one. */
  readonly variants: readonly Variant[];
  /** Waivers that no object of their stack needs. */
  readonly findings: readonly Finding[];
}

/**
 * Writes what a stack as a whole is permitted on each of its objects that breaks the rule. Objects that are named after
 * the template of their pods are left alone: the name would no longer be true.
 */
export function applyStackWaivers(variants: readonly Variant[], rules: RuleSet, today: string): StackWaiverResult {
  const waiving = variants.filter(({ rendering }) => (rendering.waivers ?? []).length > 0);
  if (waiving.length === 0) return { variants, findings: [] };
  const waivable = new Set(waiving.flatMap(({ rendering }) => (rendering.waivers ?? []).map(({ rule }) => rule)));
  const broken = new Map<KubeObject, Set<string>>();
  for (const { object, finding } of judgeClusters(runningClusters(variants, [], []), {
    ...rules,
    rules: rules.rules.filter(({ id }) => waivable.has(id)),
    today,
    schemas: schemaCatalogs(),
  })) {
    if (finding.waived !== undefined) continue;
    const ids = broken.get(object) ?? new Set();
    broken.set(object, ids.add(finding.rule));
  }
  const needed = new Set<string>();
  const waived = new Map<Variant, Variant>();
  for (const variant of waiving) {
    const { rendering, use } = variant;
    const objects = rendering.objects.map((object) => {
      const waivers = (rendering.waivers ?? []).filter(({ rule }) => broken.get(object)?.has(rule) === true);
      for (const { rule } of waivers) needed.add(`${use.stack.name}\n${rule}`);
      return waivers.length === 0 || isNamedAfterTemplate(object) ? object : withWaivers(object, waivers);
    });
    waived.set(variant, { ...variant, rendering: { ...rendering, objects } });
  }
  return {
    variants: variants.map((variant) => waived.get(variant) ?? variant),
    findings: waiving.flatMap((variant) => superfluous(variant, needed)),
  };
}

function isNamedAfterTemplate({ kind, metadata }: KubeObject): boolean {
  return kind === 'Job' && metadata.annotations?.[ANNOTATION_STEM] !== undefined;
}

function withWaivers(object: KubeObject, waivers: readonly StackWaiver[]): KubeObject {
  const copy = structuredClone(object) as unknown as UnfinishedObject;
  for (const { rule, text } of waivers) writeWaiver(copy, `${ANNOTATION_WAIVE}${rule}`, text);
  return deepFreeze(copy) as unknown as KubeObject;
}

function superfluous({ environment, use, name, rendering }: Variant, needed: ReadonlySet<string>): Finding[] {
  const { stack, source } = use;
  return (rendering.waivers ?? [])
    .filter(({ rule }) => !needed.has(`${stack.name}\n${rule}`))
    .map(({ rule, text }) => ({
      rule: VALID_WAIVER,
      severity: 'error',
      object: { apiVersion: 'v1', kind: 'Namespace', name: stack.namespace },
      file: source,
      value: text,
      message: `the waiver of ${rule} for the stack ${stack.name} is not needed: none of its objects breaks the rule`,
      remedy: `remove waive(chart, '${rule}', …)`,
      blocks: [{ environment: environment.name, stack: stack.name, variants: [name] }],
    }));
}
