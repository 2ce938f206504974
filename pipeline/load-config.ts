import { type Config, configSchema } from '../model/config.ts';
import { type Problem, UserError } from '../model/errors.ts';
import { fileProblems } from '../model/issues.ts';
import { merge } from '../model/merge.ts';
import { CONFIG_FILE } from './find-root.ts';
import { importModule } from './import-module.ts';

export interface ConfigOptions {
  /** Replaces what `stele.config.ts` says. */
  readonly repository?: { readonly url?: string | undefined; readonly branch?: string | undefined };
}

/**
 * The settings of a repository, and what is written of them where the options replace some.
 *
 * @throws UserError when they are missing or wrong
 */
export async function loadConfig(
  root: string,
  { repository }: ConfigOptions,
  problems: Problem[],
): Promise<{ config: Config; writtenConfig: Config }> {
  const module = await importModule(root, CONFIG_FILE, problems);
  const raw = merge(module?.default, { repository: repository ?? {} });
  const parsed = configSchema.safeParse(raw);
  if (parsed.success) {
    const config = parsed.data;
    return { config, writtenConfig: configSchema.safeParse(module?.default).data ?? config };
  }
  if (module !== undefined) problems.push(...fileProblems(CONFIG_FILE, configSchema, raw, parsed.error));
  throw new UserError(problems);
}
