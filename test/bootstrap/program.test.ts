import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { rootApplication, rootProject } from '../../constructs/argocd/index.ts';
import { execute, temporaryProject } from '../cli/binary.ts';
import { CHECKOUT } from '../support/project-folder.ts';
import type { Case, Ran } from './run-program.ts';

const PROGRAM = join(CHECKOUT, 'test/bootstrap/run-program.ts');
const KUBECONFIG = 'kind: Config\nusers: [{name: admin, user: {token: s3cr3t}}]\n';

/**
 * A secret on its way to the engine:
 * https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/nodejs/runtime/rpc.ts
 */
const SECRET_KUBECONFIG = {
  '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
  value: KUBECONFIG,
};

/** Runs of the program, by what they show. */
type Runs = Readonly<Record<'own' | 'hub' | 'spoke' | 'unknown' | 'missing' | 'blank', Ran>>;

let runs: Runs;
beforeAll(async () => {
  const project = temporaryProject();
  const cases: Readonly<Record<keyof Runs, Case>> = {
    own: { project, stack: 'prod-eu-1', kubeconfig: KUBECONFIG },
    hub: { project: projectWithHub(), stack: 'prod-eu-1', kubeconfig: KUBECONFIG },
    spoke: { project: projectWithHub(), stack: 'prod-us-1', kubeconfig: KUBECONFIG },
    unknown: { project, stack: 'prod-eu-2', kubeconfig: KUBECONFIG },
    missing: { project, stack: 'prod-eu-1' },
    blank: { project, stack: 'prod-eu-1', kubeconfig: ' \n' },
  };
  const words = [PROGRAM, JSON.stringify(Object.values(cases))];
  const { stdout, stderr } = await execute(process.execPath, words, CHECKOUT);
  expect(stderr).toBe('');
  const results = JSON.parse(stdout) as readonly Ran[];
  runs = Object.fromEntries(Object.keys(cases).map((name, index) => [name, results[index]])) as unknown as Runs;
});

/** A project whose prod-eu-1 deploys to the clusters of its environment. */
function projectWithHub(): string {
  const project = temporaryProject();
  const file = join(project, 'environments/prod.ts');
  const source = readFileSync(file, 'utf8');
  writeFileSync(file, source.replace("tier: 'production',", "$&\n  argocd: { hub: 'prod-eu-1' },"));
  return project;
}

describe('for the stack of a cluster with an Argo CD of its own', () => {
  test('the program registers an exact provider, the root project, and after it the root Application', () => {
    const config = { repository: { url: 'https://git.example.com/acme/platform.git', branch: 'main' } };
    const environment = { argocd: { hub: undefined, prune: true, selfHeal: true, syncWindows: [] } };
    const [cluster, folder] = ['prod-eu-1', 'prod/_clusters/prod-eu-1'];
    const urn = 'urn:pulumi:prod-eu-1::stele::pulumi:pulumi:Stack$';
    const object = {
      name: 'stele-root',
      provider: `${urn}pulumi:providers:kubernetes::prod-eu-1::pulumi:providers:kubernetes/prod-eu-1`,
      version: '',
      protect: false,
      dependencies: [],
    };
    expect(runs.own.registered).toEqual([
      {
        type: 'pulumi:providers:kubernetes',
        name: 'prod-eu-1',
        provider: '',
        version: '4.34.2',
        protect: false,
        dependencies: [],
        inputs: { clusterIdentifier: 'prod-eu-1', kubeconfig: SECRET_KUBECONFIG },
      },
      { ...object, type: 'kubernetes:argoproj.io/v1alpha1:AppProject', inputs: rootProject(config) },
      {
        ...object,
        type: 'kubernetes:argoproj.io/v1alpha1:Application',
        dependencies: [`${urn}kubernetes:argoproj.io/v1alpha1:AppProject::stele-root`],
        inputs: rootApplication({ cluster, folder, environment, config }),
      },
    ]);
  });

  test('the kubeconfig is nowhere but in the secret of the provider', () => {
    const told = JSON.stringify(runs.own).replace(JSON.stringify(SECRET_KUBECONFIG), '');
    expect(told).not.toContain('s3cr3t');
  });
});

describe('for clusters that a hub deploys to', () => {
  function objects({ registered }: Ran): readonly string[] {
    return registered.map(({ type, name }) => `${type.split(':').at(-1)} ${name}`);
  }

  test('the stack of the hub registers the project of them all', () => {
    expect(objects(runs.hub)).toEqual([
      'kubernetes prod-eu-1',
      'AppProject stele-root',
      'Application prod-eu-1.stele-root',
    ]);
  });

  test('the stack of another cluster registers its root Application, on the hub', () => {
    expect(objects(runs.spoke)).toEqual(['kubernetes prod-eu-1', 'Application prod-us-1.stele-root']);
  });
});

describe('the program registers nothing and says what to do', () => {
  test('when the stack is named like no cluster', () => {
    expect(runs.unknown).toEqual({
      registered: [],
      error:
        'Pulumi stack "prod-eu-2": is named like no cluster (did you mean "prod-eu-1"?); ' +
        'clusters: dev-1, prod-eu-1, prod-us-1, staging-1',
    });
  });

  test.each(['missing', 'blank'] as const)('when the kubeconfig is %s', (name) => {
    expect(runs[name]).toEqual({
      registered: [],
      error:
        'Pulumi stack "prod-eu-1": has no kubeconfig; ' +
        'set it with: pulumi config set --secret kubeconfig --stack prod-eu-1 < kubeconfig.yaml',
    });
  });
});

describe('Pulumi.yaml', () => {
  const settings = parse(readFileSync(join(CHECKOUT, 'Pulumi.yaml'), 'utf8')) as Readonly<Record<string, unknown>>;

  test('names the file of the program: of its folder, Pulumi would run what package.json exports', () => {
    expect(statSync(join(CHECKOUT, String(settings.main))).isFile()).toBe(true);
  });

  test('lets Pulumi refuse a kubeconfig that is not encrypted', () => {
    expect(settings.config).toMatchObject({ kubeconfig: { type: 'string', secret: true } });
  });
});
