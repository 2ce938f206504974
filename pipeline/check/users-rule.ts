import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Problem, UserError } from '../../model/errors.ts';
import { fileProblems } from '../../model/issues.ts';
import type { KubeObject } from '../../model/kube.ts';
import * as z from '../../model/z.ts';
import type { Graph } from '../../policies/graph/graph.ts';
import type { GraphContext, ObjectContext, Rule } from '../../policies/rule.ts';
import { thrownProblem } from '../thrown.ts';

/**
 * The rule of one module of a repository's own. What its functions throw is the author's to mend.
 *
 * @returns undefined when there is a problem
 */
export async function usersRule(root: string, file: string, problems: Problem[]): Promise<Rule | undefined> {
  let found: unknown;
  try {
    const module = (await import(pathToFileURL(join(root, file)).href)) as { readonly default?: unknown };
    found = module.default;
  } catch (error) {
    problems.push(...thrownProblem(root, file, error));
    return undefined;
  }
  if (typeof found !== 'object' || found === null) {
    problems.push({
      subject: file,
      message: 'has no rule as its default export; write export default defineRule({…})',
    });
    return undefined;
  }
  const parsed = form.safeParse(found);
  if (!parsed.success) {
    problems.push(...fileProblems(file, form, found, parsed.error));
    return undefined;
  }
  // its form has just been read; what a function gives back is for the compiler of whoever wrote it
  return blaming(root, file, found as Rule);
}

const example = z.looseObject({ title: z.string(), yaml: z.string() });
const text = {
  id: z.string().regex(/^(require|no|valid|unique)-[a-z0-9]+(-[a-z0-9]+)*$/, {
    error: 'is no id of a rule; begin with require-, no-, valid- or unique-',
  }),
  title: z.string().min(1),
  severity: z.enum(['error', 'warning', 'advice']),
  why: z.string().min(1),
  fix: z.string().min(1),
  upstream: z.array(z.string()),
  links: z.array(z.string()),
  since: z.string().regex(/^\d+\.\d+\.\d+$/, { error: 'is no version; write for example 1.4.0' }),
  examples: z.looseObject({
    pass: z.array(example).min(1),
    fail: z.array(example.extend({ at: z.array(z.string()) })).min(1),
  }),
};
const cel = z.union([z.string(), z.custom<() => string>((value) => typeof value === 'function')], {
  error: 'is no CEL; write a text, or a function of the parameters that makes one',
});
const check = z.custom<() => unknown>((value) => typeof value === 'function', { error: 'is no function' });
const form = z.discriminatedUnion(
  'kind',
  [
    z.looseObject({ ...text, kind: z.literal('admission'), require: cel, message: z.string().min(1) }),
    z.looseObject({ ...text, kind: z.literal('object'), check }),
    z.looseObject({ ...text, kind: z.literal('graph'), check }),
  ],
  { error: 'is no kind of rule; write admission, object or graph' },
);

/** The rule, with the file named in whatever its `check` throws. */
function blaming(root: string, file: string, rule: Rule): Rule {
  const blame = <T>(action: () => Iterable<T>): readonly T[] => {
    try {
      return [...action()];
    } catch (error) {
      throw new UserError(thrownProblem(root, file, error));
    }
  };
  switch (rule.kind) {
    case 'admission':
      return rule;
    case 'object':
      return {
        ...rule,
        check: (object: KubeObject, context: ObjectContext) => blame(() => rule.check(object, context)),
      };
    case 'graph':
      return { ...rule, check: (graph: Graph, context: GraphContext) => blame(() => rule.check(graph, context)) };
  }
}
