import { at, type Fields, isFields, listAt } from './read.ts';

/**
 * Whether a label selector (`matchLabels` and `matchExpressions`) takes an object with these labels. One that says
 * nothing takes everything.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
 */
export function selects(selector: Fields, labels: Fields): boolean {
  return mismatch(selector, labels) === undefined;
}

/** The first requirement of a selector that labels do not meet, as a reader would say it; undefined when they meet all. */
export function mismatch(selector: Fields, labels: Fields): string | undefined {
  const equal = isFields(selector.matchLabels) ? selector.matchLabels : {};
  for (const [key, value] of Object.entries(equal)) {
    if (at(labels, key) !== value) return `${key}=${String(value)}`;
  }
  for (const expression of listAt(selector, 'matchExpressions')) {
    if (!isFields(expression)) continue;
    const { key, operator } = expression;
    if (typeof key !== 'string' || typeof operator !== 'string') continue;
    const values = listAt(expression, 'values');
    if (!meets(at(labels, key), operator, values)) return `${key} ${operator} ${values.join(', ')}`.trimEnd();
  }
  return undefined;
}

function meets(label: unknown, operator: string, values: readonly unknown[]): boolean {
  switch (operator) {
    case 'In':
      return values.includes(label);
    case 'NotIn':
      return !values.includes(label);
    case 'Exists':
      return label !== undefined;
    case 'DoesNotExist':
      return label === undefined;
    default:
      // no operator of Kubernetes: the schema's matter
      return true;
  }
}

/** Whether a selector says nothing, and so takes everything. */
export function takesEverything(selector: Fields): boolean {
  const { matchLabels } = selector;
  const equal = isFields(matchLabels) ? Object.keys(matchLabels).length : 0;
  return equal === 0 && listAt(selector, 'matchExpressions').length === 0;
}
