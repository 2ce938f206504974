import type { ApiObject } from 'cdk8s';
import { afterJson, type UnfinishedObject } from '../after-json.ts';

/**
 * When a step runs. First an object is made what Stele promises, then waivers and patches are laid over it, and last it
 * gets a name that depends on all that.
 */
export const PHASES = ['harden', 'patch', 'name'] as const;

type Phase = (typeof PHASES)[number];
type Step = (json: UnfinishedObject) => void;

const STEPS = Symbol.for('stele.FinishingSteps');

interface WithSteps {
  [STEPS]?: Readonly<Record<Phase, Step[]>>;
}

/** Adds a step to the finishing of an object. Steps of one phase run in the order in which they were added. */
export function finish(object: ApiObject, phase: Phase, step: Step): void {
  stepsOf(object)[phase].push(step);
}

function stepsOf(object: ApiObject & WithSteps): Readonly<Record<Phase, Step[]>> {
  const existing = object[STEPS];
  if (existing !== undefined) return existing;
  const steps = { harden: [], patch: [], name: [] } as const satisfies Record<Phase, Step[]>;
  Object.defineProperty(object, STEPS, { value: steps });
  afterJson(object, (json) => {
    for (const phase of PHASES) for (const step of stepsOf(object)[phase]) step(json);
  });
  return stepsOf(object);
}
