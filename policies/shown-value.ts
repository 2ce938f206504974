import type { KubeObject } from '../model/kube.ts';
import type { Rule } from './rule.ts';

/**
 * A value as a finding may show it: a scalar, or a list of scalars. What is larger is in the file, and may have anything
 * in it: a container has its environment. What may be secret is `***`.
 */
export function shownValue(
  rule: Pick<Rule, 'secret'>,
  { apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>,
  pointer: string,
  value: unknown,
): unknown {
  if (value === undefined || value === null) return undefined;
  const inSecret = apiVersion === 'v1' && kind === 'Secret' && /^\/(data|stringData)(\/|$)/.test(pointer);
  if (rule.secret === true || inSecret) return '***';
  if (Array.isArray(value)) return value.every((item) => typeof item !== 'object') ? value : undefined;
  return typeof value === 'object' ? undefined : value;
}
