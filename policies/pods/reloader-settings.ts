import type { KubeObject } from '../../model/kube.ts';
import { containersOf } from '../pod.ts';
import { type Fields, fieldsAt, listAt, textAt } from '../read.ts';

/**
 * What the Prometheus operator's own flags say of the config reloader, the container that it puts beside what it makes.
 * https://prometheus-operator.dev/docs/platform/operator/
 */
export interface ReloaderSettings {
  readonly image: string;
  readonly resources: Fields;
  readonly probes: boolean;
}

/**
 * The flags of the Prometheus operator among objects of a cluster; undefined where it is not among them, or where there
 * are several: which of them makes what is not known then.
 */
export function reloaderSettingsOf(objects: readonly KubeObject[]): ReloaderSettings | undefined {
  const [operator, ...others] = objects.filter((object) => object.kind === 'Deployment').flatMap(operatorContainers);
  return operator === undefined || others.length > 0 ? undefined : settingsOf(operator);
}

/** Its image by its usual name, in whatever registry. */
const OPERATOR = /(^|\/)prometheus-operator(:(?<tag>[^@]+))?(@.*)?$/;

function operatorContainers(deployment: KubeObject): Fields[] {
  const spec = fieldsAt(deployment, 'spec', 'template', 'spec');
  return containersOf(spec, '').flatMap(({ container, role }) =>
    role === 'main' && OPERATOR.test(textAt(container, 'image') ?? '') ? [container] : [],
  );
}

function settingsOf(container: Fields): ReloaderSettings {
  const flags = flagsOf(listAt(container, 'args'));
  const tag = OPERATOR.exec(textAt(container, 'image') ?? '')?.groups?.tag ?? 'latest';
  const quantities = (kind: 'request' | 'limit') =>
    Object.fromEntries(
      Object.entries(DEFAULTS).flatMap(([resource, missing]) => {
        const quantity = flags.get(`config-reloader-${resource}-${kind}`) ?? missing;
        // "0" is none
        return quantity === '0' ? [] : [[resource, quantity]];
      }),
    );
  return {
    image: flags.get('prometheus-config-reloader') ?? `quay.io/prometheus-operator/prometheus-config-reloader:${tag}`,
    resources: { requests: quantities('request'), limits: quantities('limit') },
    probes: /^(1|t|true)$/i.test(flags.get('enable-config-reloader-probes') ?? 'false'),
  };
}

/** https://github.com/prometheus-operator/prometheus-operator/blob/v0.90.1/pkg/operator/config.go */
const DEFAULTS = { cpu: '10m', memory: '50Mi' } as const;

/** Go takes a flag with one dash or two, and its value behind `=` or as the next argument; of several the last counts. */
function flagsOf(args: readonly unknown[]): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  for (const [index, argument] of args.entries()) {
    const { name, value } = /^--?(?<name>[a-z][\w-]*)(=(?<value>.*))?$/s.exec(String(argument))?.groups ?? {};
    if (name === undefined) continue;
    const next = args[index + 1];
    flags.set(name, value ?? (typeof next === 'string' && !next.startsWith('-') ? next : 'true'));
  }
  return flags;
}
