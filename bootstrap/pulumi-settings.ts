import * as pulumi from '@pulumi/pulumi';
import type { SettingsSource } from './settings-source.ts';

/** What Pulumi hands to the program that it runs. */
export function pulumiSettings(stack: string): SettingsSource {
  const prefix = `${pulumi.getProject()}:`;
  return {
    stack,
    keys: () =>
      Object.keys(pulumi.runtime.allConfig())
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length)),
    get: (key) => pulumi.runtime.getConfig(`${prefix}${key}`),
    isSecret: (key) => isSecret(`${prefix}${key}`),
  };
}

/** What Pulumi's own `Config` asks, and its declarations leave out: https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/nodejs/runtime/config.ts */
function isSecret(key: string): boolean {
  const ask: unknown = Reflect.get(pulumi.runtime, 'isConfigSecret');
  return typeof ask === 'function' && ask(key) === true;
}
