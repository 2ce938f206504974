import { loadAll } from 'js-yaml';
import type { KubeObject } from '../../../model/kube.ts';
import { schemaCatalogs } from '../../../pipeline/schema-catalogs.ts';
import { Evaluator, type Violation } from '../../../policies/evaluator.ts';
import { exampleText } from '../../../policies/example-text.ts';
import type { Example, Rule } from '../../../policies/rule.ts';

/** What a rule alone says of an example. */
export function violationsOf(rule: Rule, example: Example): Violation[] {
  const settings = { [rule.id]: { parameters: { ...example.parameters } } };
  const evaluator = new Evaluator({
    rules: [rule],
    options: { settings },
    schemas: schemaCatalogs(),
  });
  return evaluator.evaluate({
    objects: exampleObjects(example),
    kubernetes: example.kubernetes ?? '1.36',
    tier: example.tier ?? 'production',
    complete: true,
  });
}

/** The objects of an example. */
export function exampleObjects(example: Example): KubeObject[] {
  // written by us, beside the rule
  return loadAll(exampleText(example)) as KubeObject[];
}
