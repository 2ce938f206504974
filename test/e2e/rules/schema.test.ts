import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { load, loadAll } from 'js-yaml';
import type { KubeObject } from '../../../model/kube.ts';
import { type Cluster, startCluster } from '../../../tools/cluster/cluster.ts';
import { installCustomResources } from '../../../tools/cluster/custom-resources.ts';
import { moduleFolder, pinnedBy } from '../../../tools/schemas/go-module.ts';
import { inParallel } from '../support/in-parallel.ts';
import { withKeptLogs } from '../support/kept-logs.ts';
import { ROOT } from '../support/rendered.ts';
import { type SchemaMutation, schemaMutations } from '../support/schema-mutations.ts';
import { type SchemaVerdict, SchemaVerdicts } from '../support/schema-verdicts.ts';

/** The version of the API server that the components of the tests are built from. */
const KUBERNETES = '1.36';
const SEED = 20260301;

let cluster: Cluster;
let verdicts: SchemaVerdicts;

beforeAll(async () => {
  cluster = withKeptLogs(await startCluster());
  await installCustomResources(cluster, ['argocd', 'external-secrets', 'gateway-api', 'prometheus-operator']);
  verdicts = await SchemaVerdicts.of(KUBERNETES);
});

afterAll(() => cluster?.stop());

describe('what the real API server takes', () => {
  it('is not reported, when every field of every kind has its place', async () => {
    const found = await judge(fixtures().map(titled));
    expect(found.filter(({ server }) => server !== 'accepts')).toEqual([]);
    expect(falseAlarms(found)).toEqual([]);
  });

  it('is not reported in the committed manifests', async () => {
    const found = await judge(manifests().map(titled));
    expect(found.filter(({ server }) => server === 'refuses')).toEqual([]);
    expect(falseAlarms(found)).toEqual([]);
  });

  it("is not reported in Kubernetes' own test data, whose objects have all fields there are", async () => {
    const objects = upstreamTestData();
    expect(objects.length).toBeGreaterThan(40);
    expect(falseAlarms(await judge(objects.map(titled)))).toEqual([]);
    // whatever else is wrong with them, each field exists and is of the right type
    const decoding = objects.flatMap((object) => verdicts.found(object).map(({ message }) => message));
    expect(
      decoding.filter((message) => / has no field |must be (a text|a list|an object|true or)/.test(message)),
    ).toEqual([]);
  });

  it.each([
    ['objects with many fields', 1, () => fixtures(), 1500],
    ['the committed manifests', 2, () => manifests(), 1500],
  ])('is not reported in mutations of %s, and of what it refuses nine in ten are', async (_, salt, objects, count) => {
    const found = await judge(schemaMutations(objects(), { count, seed: SEED + salt }));
    expect(falseAlarms(found)).toEqual([]);
    const refused = found.filter(({ server }) => server === 'refuses');
    const caught = refused.filter((one) => one.found.length > 0);
    expect(refused.length).toBeGreaterThan(count / 3);
    expect(found.filter(({ server }) => server === 'unsure').length).toBeLessThan(count / 50);
    expect(caught.length / refused.length).toBeGreaterThan(0.9);
  });
});

function judge(cases: readonly SchemaMutation[]): Promise<readonly SchemaVerdict[]> {
  const client = cluster.as('installer');
  return inParallel(cases, 8, ({ title, object }) => verdicts.verdict(client, title, object));
}

/** Objects that the API server takes, and the rules do not. */
function falseAlarms(found: readonly SchemaVerdict[]): readonly string[] {
  return found
    .filter((one) => one.server === 'accepts' && one.found.length > 0)
    .map(({ title, found }) => `${title}: ${found.map(({ pointer, message }) => `${pointer} ${message}`).join('; ')}`);
}

function titled(object: KubeObject): SchemaMutation {
  return { title: `${object.kind} ${object.metadata.name}`, object };
}

function fixtures(): readonly KubeObject[] {
  const folder = join(ROOT, 'test/fixtures/schema');
  return readdirSync(folder).flatMap((file) => loadAll(readFileSync(join(folder, file), 'utf8')) as KubeObject[]);
}

function manifests(): readonly KubeObject[] {
  const folder = join(ROOT, 'manifests');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => here(load(readFileSync(join(folder, file), 'utf8')) as KubeObject));
}

/** https://github.com/kubernetes/api/tree/master/testdata/HEAD */
function upstreamTestData(): readonly KubeObject[] {
  const folder = join(moduleFolder(pinnedBy('kubernetes', 'k8s.io/api')), 'testdata/HEAD');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => load(readFileSync(join(folder, file), 'utf8')) as KubeObject)
    .filter(({ apiVersion, kind }) => {
      const known = typeof apiVersion === 'string' ? verdicts.catalog.kind(apiVersion, kind) : undefined;
      return known !== undefined && known.served === undefined;
    })
    .map(here);
}

/** In the namespace that each cluster has, and as an object that is not there yet. */
function here(object: KubeObject): KubeObject {
  const { resourceVersion: _, uid: __, namespace, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, ...(namespace === undefined ? {} : { namespace: 'default' }) } };
}
