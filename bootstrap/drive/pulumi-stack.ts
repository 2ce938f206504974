import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  type ConfigMap,
  LocalWorkspace,
  PulumiCommand,
  type PulumiFn,
  type Stack,
} from '@pulumi/pulumi/automation/index.js';
import { UserError } from '../../model/errors.ts';
import type { SettingsSource } from '../settings-source.ts';

/** The file that makes a folder a Pulumi project. */
export const PROJECT_FILE = 'Pulumi.yaml';

/** The `Pulumi.yaml` of a platform repository. */
export const PROJECT_TEXT = `name: stele
runtime:
  name: nodejs
  options:
    typescript: false
main: bootstrap/index.ts
`;

/**
 * Opens the Pulumi stack of a cluster.
 *
 * @param program what `up` runs; the stack is made when it is not there. Without one, it has to be there.
 * @throws UserError when Pulumi is missing, or nobody is logged in to where it keeps its state
 */
export async function openStack(root: string, cluster: string, program?: PulumiFn): Promise<Stack> {
  const pulumiCommand = await findPulumi();
  if (!existsSync(join(root, PROJECT_FILE))) {
    const lines = PROJECT_TEXT.trim().split('\n').join(' ⏎ ');
    throw new UserError({
      subject: PROJECT_FILE,
      message: `is missing; write it as docs/bootstrap.md shows: ${lines}`,
    });
  }
  try {
    const options = { workDir: root, pulumiCommand, envVars: { PULUMI_SKIP_UPDATE_CHECK: 'true' } };
    if (program === undefined) return await LocalWorkspace.selectStack({ stackName: cluster, workDir: root }, options);
    return await LocalWorkspace.createOrSelectStack({ stackName: cluster, projectName: 'stele', program }, options);
  } catch (error) {
    throw new UserError({ subject: `Pulumi stack "${cluster}"`, message: pulumiSaid(error) });
  }
}

/** The settings of a stack, decrypted. */
export async function stackSettings(stack: Stack): Promise<SettingsSource> {
  const config = await readConfig(stack);
  const prefix = `${(await stack.workspace.projectSettings()).name}:`;
  const own = Object.entries(config).filter(([key]) => key.startsWith(prefix));
  const settings = new Map(own.map(([key, value]) => [key.slice(prefix.length), value]));
  return {
    stack: stack.name,
    keys: () => [...settings.keys()],
    get: (key) => settings.get(key)?.value,
    isSecret: (key) => settings.get(key)?.secret === true,
  };
}

/** What Pulumi says of a failure, on one line, without what it ran. */
export function pulumiSaid(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const stderr = /(?:^|\n) stderr:([\s\S]*?)(?:\n err\?:|$)/.exec(text)?.[1] ?? text;
  const lines = stripVTControlCharacters(stderr).split('\n');
  const errors = lines.filter((line) => /^\s*error: /.test(line));
  const said = (errors.length > 0 ? errors : lines.filter((line) => !line.includes('Command failed with exit code')))
    .map((line) => line.trim().replace(/^error: /, ''))
    .filter((line) => line !== '')
    .slice(0, 5)
    .join('; ');
  if (/no stack named/.test(said)) return 'is not there yet; stele bootstrap makes it';
  if (/PULUMI_ACCESS_TOKEN must be set|pulumi login/.test(said)) {
    return 'nobody is logged in to where Pulumi keeps its state; run pulumi login, or set PULUMI_BACKEND_URL';
  }
  if (/passphrase must be set|incorrect passphrase/.test(said)) {
    return 'the passphrase of its secrets is missing or wrong; set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE';
  }
  return said === '' ? 'Pulumi failed, and does not say why; run it by hand to see more' : said;
}

async function readConfig(stack: Stack): Promise<ConfigMap> {
  try {
    return await stack.getAllConfig();
  } catch (error) {
    throw new UserError({ subject: `Pulumi stack "${stack.name}"`, message: pulumiSaid(error) });
  }
}

async function findPulumi(): Promise<PulumiCommand> {
  try {
    return await PulumiCommand.get();
  } catch (error) {
    const reason =
      error instanceof Error && /ENOENT|not found/.test(error.message) ? 'is not installed' : pulumiSaid(error);
    throw new UserError({
      subject: 'pulumi',
      message: `${reason}; get Pulumi's command line: https://www.pulumi.com/docs/install/`,
    });
  }
}
