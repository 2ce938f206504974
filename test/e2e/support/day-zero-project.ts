import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { PROJECT_TEXT } from '../../../bootstrap/drive/pulumi-stack.ts';
import { component, folderOf } from '../../../tools/component-cache.ts';
import { execute, type Outcome, STELE } from '../../cli/binary.ts';
import { ROOT } from './rendered.ts';

/** A platform repository like this one, with a Pulumi of its own: state, secrets and cache are in its folder. */
export class DayZeroProject {
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;

  /** @param repository the address that Argo CD reads it from */
  constructor(repository: string, environment: Readonly<Record<string, string>>) {
    const home = mkdtempSync(join(tmpdir(), 'stele-day-zero-'));
    this.root = join(home, 'platform');
    mkdirSync(join(this.root, 'node_modules'), { recursive: true });
    mkdirSync(join(home, 'state'));
    symlinkSync(ROOT, join(this.root, 'node_modules', 'stele'));
    for (const name of ['stacks', 'environments', 'manifests']) {
      cpSync(join(ROOT, name), join(this.root, name), { recursive: true });
    }
    this.write('package.json', '{ "type": "module", "private": true }\n');
    this.write('Pulumi.yaml', PROJECT_TEXT);
    mkdirSync(join(this.root, 'bootstrap'));
    this.write('bootstrap/index.ts', "import { bootstrap } from 'stele/bootstrap';\n\nawait bootstrap();\n");
    this.write(
      'stele.config.ts',
      `import { defineConfig } from 'stele';\n\nexport default defineConfig({ repository: { url: '${repository}', branch: 'main' } });\n`,
    );
    this.environment = {
      PATH: [folderOf(component('pulumi')), process.env.PATH ?? ''].join(delimiter),
      PULUMI_HOME: join(home, 'pulumi'),
      PULUMI_BACKEND_URL: `file://${join(home, 'state')}`,
      PULUMI_CONFIG_PASSPHRASE: 'correct horse battery staple',
      // else each step tries to download what is here already
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
      XDG_CACHE_HOME: join(home, 'cache'),
      ...environment,
    };
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
  }

  /** Runs the command. */
  stele(...words: readonly string[]): Promise<Outcome> {
    return execute(process.execPath, [STELE, ...words], this.root, this.environment);
  }

  /** Runs Pulumi, and throws when it fails. */
  async pulumi(...words: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.tryPulumi(...words);
    if (code !== 0) throw new Error(`pulumi ${words.join(' ')}: ${stderr}${stdout}`);
    return stdout;
  }

  /** Runs Pulumi. */
  tryPulumi(...words: readonly string[]): Promise<Outcome> {
    return execute('pulumi', ['--non-interactive', ...words], this.root, this.environment);
  }

  /** Sets a setting of a stack. */
  async set(stack: string, key: string, value: string, secret = false): Promise<void> {
    await this.pulumi('config', 'set', '--stack', stack, ...(secret ? ['--secret'] : []), key, '--', value);
  }

  /** Every text that Pulumi wrote: its state, its history, and the settings. */
  texts(): readonly string[] {
    const folders = [join(this.root, '..', 'state'), join(this.root, '..', 'pulumi')];
    const files = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    );
    const settings = readdirSync(this.root).filter((name) => name.startsWith('Pulumi.'));
    return [...files, ...settings.map((name) => join(this.root, name))].map((file) => readFileSync(file, 'utf8'));
  }

  remove(): void {
    rmSync(join(this.root, '..'), { recursive: true, force: true });
  }
}
