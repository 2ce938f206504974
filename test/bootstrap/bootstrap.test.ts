import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { PROJECT_TEXT } from '../../bootstrap/drive/pulumi-stack.ts';
import { execute, temporaryProject } from '../cli/binary.ts';
import { CHECKOUT } from '../support/project-folder.ts';
import type { Case, Ran } from './support/run-bootstrap.ts';

const PROGRAM = join(CHECKOUT, 'test/bootstrap/support/run-bootstrap.ts');
const UNREACHABLE = kubeconfig('https://127.0.0.1:1');

type Runs = Readonly<Record<'spoke' | 'unknown' | 'missing' | 'unreachable', Ran>>;

let runs: Runs;
beforeAll(async () => {
  const project = temporaryProject();
  const withHub = projectWithHub();
  const cases: Readonly<Record<keyof Runs, Case>> = {
    spoke: {
      project: withHub,
      stack: 'prod-us-1',
      settings: { kubeconfig: UNREACHABLE, clusterKubeconfig: UNREACHABLE },
    },
    unknown: { project, stack: 'prod-eu-2', settings: { kubeconfig: UNREACHABLE } },
    missing: { project, stack: 'prod-eu-1', settings: {} },
    unreachable: { project, stack: 'prod-eu-1', settings: { kubeconfig: UNREACHABLE, token: 't0ken' } },
  };
  const { stdout, stderr } = await execute(process.execPath, [PROGRAM, JSON.stringify(Object.values(cases))], CHECKOUT);
  expect(stderr).toBe('');
  const results = JSON.parse(stdout) as readonly Ran[];
  runs = Object.fromEntries(Object.keys(cases).map((name, index) => [name, results[index]])) as unknown as Runs;
}, 60_000);

test('the program registers what belongs to the cluster that the stack is named like', () => {
  expect(runs.spoke).toEqual({
    registered: [
      'Application/argocd/prod-us-1.stele-root',
      'ClusterRoleBinding/stele-argocd-application-controller',
      'Namespace/argocd',
      'Secret/argocd/argocd-application-controller-token',
      'Secret/argocd/stele-cluster-prod-us-1',
      'ServiceAccount/argocd/argocd-application-controller',
      'cluster',
      'identity',
      'prod-eu-1',
      'root',
      'spoke-prod-us-1',
    ],
  });
});

test('a stack that is named like no cluster is an error that lists them', () => {
  expect(runs.unknown).toEqual({
    registered: [],
    error:
      'Pulumi stack "prod-eu-2": is named like no cluster (did you mean "prod-eu-1"?); ' +
      'clusters: dev-1, prod-eu-1, prod-us-1, staging-1',
  });
});

test('missing settings are an error that says how to set them', () => {
  expect(runs.missing.registered).toEqual([]);
  expect(runs.missing.error).toContain(
    'has no kubeconfig; set it with: pulumi config set --secret --stack prod-eu-1 kubeconfig',
  );
});

test('a cluster that cannot be reached is an error before anything is registered', () => {
  expect(runs.unreachable).toEqual({
    registered: [],
    error: expect.stringContaining('prod-eu-1: https://127.0.0.1:1 (context "here") cannot be reached: ECONNREFUSED'),
  });
});

test('Pulumi.yaml names the file of the program: of its folder, Pulumi would run what package.json exports', () => {
  const settings = parse(readFileSync(join(CHECKOUT, 'Pulumi.yaml'), 'utf8')) as Readonly<Record<string, unknown>>;

  expect(statSync(join(CHECKOUT, String(settings.main))).isFile()).toBe(true);
  expect(settings).toMatchObject(parse(PROJECT_TEXT) as object);
});

test('docs/bootstrap.md shows the Pulumi.yaml that a repository needs', () => {
  expect(readFileSync(join(CHECKOUT, 'docs/bootstrap.md'), 'utf8')).toContain(`# Pulumi.yaml\n${PROJECT_TEXT}`);
});

/** A project whose prod-eu-1 deploys to the clusters of its environment. */
function projectWithHub(): string {
  const project = temporaryProject();
  const file = join(project, 'environments/prod.ts');
  writeFileSync(file, readFileSync(file, 'utf8').replace("tier: 'production',", "$&\n  argocd: { hub: 'prod-eu-1' },"));
  return project;
}

function kubeconfig(server: string): string {
  return JSON.stringify({
    'current-context': 'here',
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'u', user: { token: 'any' } }],
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
  });
}
