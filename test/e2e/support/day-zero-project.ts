import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { PROJECT_TEXT } from '../../../bootstrap/drive/pulumi-stack.ts';
import { type GitRepository, gitRepository } from '../../../tools/cluster/git-repository.ts';
import { component, folderOf } from '../../../tools/component-cache.ts';
import { execute, type Outcome, STELE } from '../../cli/binary.ts';
import { type GitServer, startGitServer } from './git-server.ts';
import { ROOT } from './rendered.ts';

const UPSTREAM = 'https://github.com/argoproj/argo-cd';
const INSTALL = join(folderOf(component('argocd')), 'manifests/install.yaml');
const PLAIN_UP = join(ROOT, 'test/e2e/support/plain-up.ts');

/** SHA-256 of upstream's install manifest. */
export const INSTALL_SHA256 = '7efe2d6bbc03f63623640f1e4198f16c84009d510fb810ef71e56df1b7614ba9';

/**
 * A platform repository, the Git server that Argo CD reads it from, and a Pulumi whose state, secrets and settings are in
 * its folder.
 */
export class DayZeroProject {
  readonly root: string;
  readonly server: GitServer;
  /** What the server has of it. */
  readonly served: GitRepository;
  /** What the server has of Argo CD's own repository. */
  readonly upstream: GitRepository;
  readonly #home: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #said: string[] = [];

  private constructor(home: string, server: GitServer, environment: Readonly<Record<string, string>>) {
    this.#home = home;
    this.root = join(home, 'platform');
    this.server = server;
    const git = join(home, 'git');
    const files = component('argocd').files.map((file) => [file, join(folderOf(component('argocd')), file)] as const);
    this.upstream = gitRepository({ folder: join(git, 'argo-cd'), branch: 'main', content: Object.fromEntries(files) });
    this.served = gitRepository({ folder: join(git, 'platform'), branch: 'main' });
    this.#environment = {
      PATH: [folderOf(component('pulumi')), process.env.PATH ?? ''].join(delimiter),
      PULUMI_HOME: join(home, 'pulumi'),
      XDG_CACHE_HOME: join(home, 'cache'),
      PULUMI_BACKEND_URL: `file://${join(home, 'state')}`,
      PULUMI_CONFIG_PASSPHRASE: 'correct horse battery staple',
      // else each step tries to download what is here already
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
      ...environment,
    };
  }

  /**
   * Makes the repository, renders it, and serves it.
   *
   * @param token what the server takes
   * @param environment of the commands that are run in it
   * @param environments texts of the modules in `environments/`, by name
   */
  static async start(
    token: string,
    environment: Readonly<Record<string, string>>,
    environments: Readonly<Record<string, string>> = { test: ENVIRONMENT },
  ): Promise<DayZeroProject> {
    const home = mkdtempSync(join(tmpdir(), 'stele-day-zero-'));
    const server = await startGitServer({ folder: join(home, 'git'), token, guarded: 'platform/repository' });
    const project = new DayZeroProject(home, server, environment);
    for (const folder of ['platform/node_modules', 'platform/environments', 'platform/bootstrap', 'state']) {
      mkdirSync(join(home, folder), { recursive: true });
    }
    symlinkSync(ROOT, join(project.root, 'node_modules', 'stele'));
    cpSync(join(ROOT, 'stacks'), join(project.root, 'stacks'), { recursive: true });
    for (const [name, text] of Object.entries(environments)) {
      cpSync(join(ROOT, 'environments', 'staging.lock.json'), join(project.root, 'environments', `${name}.lock.json`));
      project.write(`environments/${name}.ts`, text);
    }
    project.write('package.json', '{ "type": "module", "private": true }\n');
    project.write('Pulumi.yaml', PROJECT_TEXT);
    project.write('bootstrap/index.ts', "import { bootstrap } from 'stele/bootstrap';\n\nawait bootstrap();\n");
    project.write('stele.config.ts', config(project.repository));
    const { code, stderr } = await project.stele('synth');
    if (code !== 0) throw new Error(stderr);
    project.release();
    return project;
  }

  /** The address that Argo CD reads it from. */
  get repository(): string {
    return this.server.url('platform/repository');
  }

  /** Serves what is rendered. Upstream's repository is the local one, at its commit. */
  release(): void {
    const folder = join(this.root, 'manifests');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const local = this.server.url('argo-cd/repository');
    this.served.commit(
      Object.fromEntries(
        files.map(({ parentPath, name }) => {
          const path = join(parentPath, name);
          const text = readFileSync(path, 'utf8');
          const pointed = /^(Application|AppProject)\./.test(basename(name)) && text.includes(UPSTREAM);
          const head = this.upstream.head();
          const shown = pointed
            ? text.replaceAll(UPSTREAM, local).replace(/(targetRevision: )[0-9a-f]{40}\b/, `$1${head}`)
            : text;
          return [path.slice(this.root.length + 1), shown];
        }),
      ),
    );
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
  }

  /** Changes a text of a file. */
  edit(path: string, from: string, to: string): void {
    this.write(path, readFileSync(join(this.root, path), 'utf8').replaceAll(from, to));
  }

  /** Runs the command. */
  stele(...words: readonly string[]): Promise<Outcome> {
    return this.#run(process.execPath, [STELE, ...words]);
  }

  /** Runs the command with other variables. */
  steleWith(environment: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Outcome> {
    return this.#run(process.execPath, [STELE, ...words], environment);
  }

  /** Runs the program of day 0 for all that it registers, as `pulumi up` does; what it printed is what became of how many. */
  plainUp(stack: string): Promise<Outcome> {
    return this.#run(process.execPath, [PLAIN_UP, stack]);
  }

  /** Runs Pulumi. */
  pulumi(...words: readonly string[]): Promise<Outcome> {
    return this.#run('pulumi', ['--non-interactive', ...words]);
  }

  /** Makes the Pulumi stack of a cluster that a hub deploys to. */
  async configureSpoke(stack: string, hub: string, spoke: string): Promise<void> {
    await this.#pulumi('stack', 'init', stack);
    await this.set(stack, 'kubeconfig', readFileSync(hub, 'utf8'), true);
    await this.set(stack, 'clusterKubeconfig', readFileSync(spoke, 'utf8'), true);
  }

  /** Makes the Pulumi stack of a cluster, for a kubeconfig and a token. */
  async configure(stack: string, kubeconfig: string, token: string): Promise<void> {
    await this.#pulumi('stack', 'init', stack);
    await this.set(stack, 'kubeconfig', readFileSync(kubeconfig, 'utf8'), true);
    await this.set(stack, 'token', token, true);
    await this.set(stack, 'certificate', this.server.certificate);
    await this.set(stack, 'manifest', INSTALL);
    await this.set(stack, 'manifestSha256', INSTALL_SHA256);
  }

  /** Sets a setting of a stack. */
  async set(stack: string, key: string, value: string, secret = false): Promise<void> {
    await this.#pulumi('config', 'set', '--stack', stack, ...(secret ? ['--secret'] : []), key, '--', value);
  }

  /** Every text that Pulumi and Stele wrote: state, history, settings, and all that was printed. */
  texts(): readonly string[] {
    const files = ['state', 'pulumi'].flatMap((folder) =>
      readdirSync(join(this.#home, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    );
    const settings = readdirSync(this.root).filter((name) => name.startsWith('Pulumi.'));
    const texts = [...files, ...settings.map((name) => join(this.root, name))].map((file) =>
      readFileSync(file, 'utf8'),
    );
    return [...texts, ...this.#said];
  }

  remove(): void {
    this.server.stop();
    rmSync(this.#home, { recursive: true, force: true });
  }

  async #run(
    program: string,
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Outcome> {
    const outcome = await execute(program, words, this.root, { ...this.#environment, ...environment });
    this.#said.push(outcome.stdout, outcome.stderr);
    return outcome;
  }

  async #pulumi(...words: readonly string[]): Promise<void> {
    const { code, stderr } = await this.pulumi(...words);
    if (code !== 0) throw new Error(`pulumi: ${stderr}`);
  }
}

/** What every environment begins with. */
export const FACTS = `import { cluster, defineEnvironment, presets } from 'stele';
import { nginx } from '../stacks/apps/nginx.ts';
import { argocd } from '../stacks/platform/argocd.ts';

const facts = {
  preset: presets.eks,
  region: 'eu-west-1',
  kubernetes: '1.36',
  capabilities: {
    prometheusOperator: false,
    routing: { kind: 'gateway', gateway: 'public', namespace: 'gateway' },
  },
  network: { apiServer: { cidrs: ['10.10.0.0/24'], port: 443 }, gateway: [{ namespace: 'gateway' }] },
} as const;
`;

/** Argo CD and an application, on two clusters. */
const ENVIRONMENT = `${FACTS}
export default defineEnvironment({
  name: 'test',
  tier: 'staging',
  clusters: [cluster('test-1', facts), cluster('test-2', facts)],
  stacks: [argocd({}), nginx({ host: 'www.example.com' })],
});
`;

function config(url: string): string {
  return `import { defineConfig } from 'stele';\n\nexport default defineConfig({ repository: { url: '${url}', branch: 'main' } });\n`;
}
