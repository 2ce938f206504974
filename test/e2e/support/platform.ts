import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CustomResources } from '../../../tools/cluster/custom-resources.ts';
import { type Deployment, deploy, type Repository } from '../../../tools/cluster/deployment.ts';
import { messageOf } from '../../../tools/cluster/wait.ts';
import { GitProject } from '../../support/git-project.ts';
import { withKeptLogs } from './kept-logs.ts';
import { ROOT } from './rendered.ts';

/** A platform repository with the applications of this one, an environment and a cluster; Argo CD reads it as it is. */
export class Platform implements Repository {
  readonly project: GitProject;
  readonly #trees = new Map<string, string>();

  constructor(environments: readonly TestEnvironment[]) {
    const stacks = join(ROOT, 'stacks', 'apps');
    const paths = readdirSync(stacks, { recursive: true, encoding: 'utf8' }).filter((path) => /\.\w+$/.test(path));
    this.project = GitProject.create([
      ...paths.map((path) => [`stacks/apps/${path}`, readFileSync(join(stacks, path), 'utf8')] as const),
      ...readdirSync(FIXTURES).map(
        (path) => [`stacks/apps/${path}`, readFileSync(join(FIXTURES, path), 'utf8')] as const,
      ),
      ...environments.flatMap(environmentFiles),
    ]);
    this.project.write('stele.config.ts', config(this.url));
  }

  get url(): string {
    return `file://${this.project.root}`;
  }

  head(): string {
    return this.project.git('rev-parse', 'HEAD').trim();
  }

  isSame(commit: string, folder: string): boolean {
    return this.#treeOf(commit, folder) === this.#treeOf(this.head(), folder);
  }

  /** The id of a folder in a commit; empty when it has none. */
  #treeOf(commit: string, folder: string): string {
    const place = `${commit}:${folder}`;
    const tree = this.#trees.get(place) ?? this.project.git('ls-tree', '-d', '--object-only', commit, '--', folder);
    this.#trees.set(place, tree);
    return tree;
  }

  /** Renders and commits; returns the paths in `manifests/` that changed, with Git's letter. */
  async release(): Promise<readonly string[]> {
    await this.project.synthesized();
    const changes = this.project.changes();
    this.project.commit();
    return changes;
  }

  /** Gives an image another tag in an environment's lock, with the digest that it had. */
  tag(environment: string, image: string, tag: string): void {
    const file = `environments/${environment}.lock.json`;
    const lock = JSON.parse(this.project.read(file));
    lock.rings['0'].images[image].tag = tag;
    this.project.write(file, `${JSON.stringify(lock, null, 2)}\n`);
  }

  /** Makes the repository what it was at a commit, by a new one. */
  reset(commit: string): void {
    this.project.git('read-tree', '--reset', '-u', commit);
    this.project.commit();
  }

  /** Makes the tree what it was before the last commit, by a new commit. */
  revert(): void {
    this.project.git('revert', '--no-edit', 'HEAD');
  }
}

/** An environment `name` with the one cluster `<name>-1`. */
export interface TestEnvironment {
  readonly name: string;
  /** The environment that its images come from. @default none */
  readonly promoteFrom?: string;
  /** What stands in its list of stacks, by stack. */
  readonly stacks: Readonly<Record<string, string>>;
}

/** What a list of stacks says, by stack: for environments, and for edits of them. */
export const APPS = {
  httpd: "httpd({ replicas: 3, host: 'httpd.example.com' }),",
  podinfo: "podinfo({ replicas: 3, host: 'podinfo.example.com' }),",
  redis: 'redis({}),',
  nginx: "nginx({ replicas: 2, host: 'www.example.com' }),",
  report: 'report({}),',
  catalog: "catalog({ host: 'catalog.example.com' }),",
  everything: 'everything({}),',
  registry: 'registry({}),',
} as const;

export interface PlatformOptions {
  /** @default test */
  readonly environment?: string;
  /** @default the kinds that applications have */
  readonly customResources?: readonly CustomResources[];
  /** Seconds between looks at Git that nothing gives rise to. @default as for every Argo CD of a test */
  readonly resync?: number;
}

const KINDS: readonly CustomResources[] = ['http-routes', 'secret-references', 'pod-monitors', 'probes'];

/** Starts a cluster with Argo CD that deploys an environment of the platform, and waits until all runs. */
export async function deployPlatform(
  platform: Platform,
  { environment = 'test', customResources = KINDS, resync }: PlatformOptions = {},
): Promise<Deployment<Platform>> {
  const deployment = await deploy({
    environment: { name: environment, argocd: ARGOCD },
    cluster: `${environment}-1`,
    branch: 'main',
    repository: () => platform,
    customResources,
    ...(resync === undefined ? {} : { resync }),
  });
  try {
    await deployment.cluster.keeper.bequeath(platform.project.root);
    await deployment.settled();
    withKeptLogs(deployment.cluster);
    return deployment;
  } catch (error) {
    const logs = deployment.cluster.keepLogs();
    await deployment.stop();
    throw new Error(`${messageOf(error)}\nlogs: ${logs}`, { cause: error });
  }
}

// stacks beside those of this repository
const FIXTURES = join(ROOT, 'test', 'fixtures', 'e2e');

const ARGOCD = { hub: undefined, prune: true, selfHeal: true, syncWindows: [] };

function environmentFiles({ name, promoteFrom, stacks }: TestEnvironment): readonly (readonly [string, string])[] {
  const imports = Object.keys(stacks).map((stack) => `import { ${stack} } from '../stacks/apps/${stack}.ts';`);
  const text = `import { cluster, defineEnvironment, presets } from 'stele';
${imports.join('\n')}

export default defineEnvironment({
  name: '${name}',
  tier: 'staging',${promoteFrom === undefined ? '' : `\n  promoteFrom: '${promoteFrom}',`}
  clusters: [
    cluster('${name}-1', {
      preset: presets.eks,
      region: 'eu-west-1',
      kubernetes: '1.36',
      capabilities: {
        routing: { kind: 'gateway', gateway: 'public', namespace: 'gateway' },
        secretStore: { name: 'aws-secrets' },
      },
      network: {
        apiServer: { cidrs: ['10.10.0.0/24'], port: 443 },
        gateway: [{ namespace: 'gateway' }],
      },
    }),
  ],
  stacks: [
${Object.values(stacks)
  .map((line) => `    ${line}`)
  .join('\n')}
  ],
});
`;
  return [
    [`environments/${name}.ts`, text],
    [`environments/${name}.lock.json`, readFileSync(join(ROOT, 'environments', 'staging.lock.json'), 'utf8')],
  ];
}

function config(url: string): string {
  return `import { defineConfig } from 'stele';

export default defineConfig({ repository: { url: '${url}', branch: 'main' } });
`;
}
