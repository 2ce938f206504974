import { loadAll } from 'js-yaml';
import type { KubeObject } from '../../../model/kube.ts';
import { schemaCatalogs } from '../../../pipeline/check/schema-catalogs.ts';
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
  const objects = exampleObjects(example);
  const files = new Map(example.files?.map((file, index) => [objects[index], file]));
  const fileOf = (object: KubeObject) => files.get(object);
  return evaluator.evaluate({
    objects,
    kubernetes: example.kubernetes ?? '1.36',
    tier: example.tier ?? 'production',
    complete: example.complete ?? true,
    ...(example.files === undefined
      ? {}
      : { places: { repository: 'https://git.example.com/platform.git', folderOf: folderOf(fileOf), fileOf } }),
  });
}

/** The objects of an example. */
export function exampleObjects(example: Example): KubeObject[] {
  // written by us, beside the rule
  return loadAll(exampleText(example)) as KubeObject[];
}

function folderOf(fileOf: (object: KubeObject) => string | undefined) {
  return (object: KubeObject) => fileOf(object)?.split('/').slice(0, -1).join('/');
}
