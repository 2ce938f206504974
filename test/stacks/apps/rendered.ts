import type { StackChart } from '../../../model/chart.ts';
import type { StackDefinition } from '../../../model/stack.ts';
import type * as z from '../../../model/z.ts';
import { DIGEST, testChart, testFacts } from '../../support/stack-chart.ts';

/** The image that a stack gets for a repository. */
export function imageOf(repository: string): string {
  return `${repository}:1.0.0@${DIGEST}`;
}

/** The chart of a stack as an ordinary production cluster gets it, with the values that an environment gives. */
export function rendered<C extends z.ZodObject>(
  { stack }: StackDefinition<C>,
  values: z.input<C>,
  overlay: object = {},
): StackChart {
  const facts = testFacts(overlay);
  const images = Object.fromEntries(
    Object.entries(stack.images).map(([alias, repository]) => [alias, imageOf(repository)]),
  );
  const chart = testChart({
    stack: stack.name,
    team: stack.team,
    namespace: stack.namespace,
    images: Object.values(images),
    facts,
    namespaces: new Map(['catalog', 'redis', stack.name].map((name) => [name, name])),
  });
  stack.build({ chart, config: stack.config.parse(values), images, facts });
  return chart;
}

/** What tests look at in a pod. */
export interface TestPod {
  readonly securityContext: object;
  readonly serviceAccountName: string;
  readonly automountServiceAccountToken: boolean;
  readonly initContainers?: readonly TestContainer[];
  readonly containers: readonly TestContainer[];
  readonly volumes?: readonly { readonly name: string; readonly [source: string]: unknown }[];
}

export interface TestContainer {
  readonly image: string;
  readonly command?: readonly string[];
  readonly ports?: readonly object[];
  readonly securityContext: object;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
}

/** What a container's mount paths lead to, with `read-only` where it may not write. */
export function mountsOf(pod: TestPod, container: TestContainer | undefined): Record<string, unknown> {
  return Object.fromEntries(
    (container?.volumeMounts ?? []).map(({ name, mountPath, readOnly }) => {
      const { name: _name, ...source } = pod.volumes?.find((volume) => volume.name === name) ?? { name };
      return [mountPath, readOnly === true ? ['read-only', source] : source];
    }),
  );
}
