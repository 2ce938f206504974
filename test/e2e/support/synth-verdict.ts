import type { KubeObject } from '../../../model/kube.ts';
import { Evaluator, type Violation } from '../../../policies/evaluator.ts';
import type { PodSecurityLevel, Rule } from '../../../policies/rule.ts';
import type { RuleOptions } from '../../../policies/settings.ts';

/** A rule that the cluster applies too. */
export type AnyAdmissionRule = Extract<Rule, { readonly kind: 'admission' }>;

/** What the check says of single objects. */
export class SynthVerdicts {
  readonly #evaluator: Evaluator;

  /** @param level to judge by the Pod Security Standards alone */
  constructor(rules: readonly Rule[], settings: RuleOptions['settings'], level?: PodSecurityLevel) {
    this.#evaluator = new Evaluator({
      rules,
      options: { settings },
      schemas: () => {
        throw new Error('no admission rule needs schemas');
      },
      ...(level === undefined ? {} : { level }),
    });
  }

  /** Who breaks which rule, as `no-privileged: web`, in alphabetical order. */
  of(object: KubeObject, concerns: (violation: Violation) => boolean = () => true): readonly string[] {
    const broken = this.#evaluator
      .evaluate({ objects: [object], kubernetes: '1.36', tier: 'production', complete: false })
      .filter(concerns)
      .map(({ rule, message }) => `${rule.id}: ${offenderOf(rule, message)}`);
    return [...new Set(broken)].sort();
  }
}

/** `container web must …` becomes `web`, as in the cluster's messages. */
function offenderOf(rule: Rule, message: string): string {
  if (rule.kind !== 'admission') throw new TypeError(`${rule.id} is no admission rule`);
  const title = message.slice(0, -rule.message.length - 1);
  return title.replace(/^(the|container|volume) /, '');
}
