import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { load } from 'js-yaml';
import { GitProject, platformFiles } from '../../support/git-project.ts';

// each test runs the command a few times
jest.setTimeout(60_000);

const CONFIG: readonly [string, string] = ['stele.config.ts', platformFiles().get('stele.config.ts') ?? ''];
const LONG = `l${'o'.repeat(61)}g`;

/** A stack that renders the objects given as source text. */
function stack(name: string, objects: string): [string, string] {
  return [
    `stacks/${name}.ts`,
    `import { ApiObject, defineStack } from 'stele';
export default defineStack({
  name: '${name}',
  team: '${name}',
  build({ chart, facts }) {
    const objects = ${objects};
    objects.forEach((object, index) => new ApiObject(chart, \`object-\${index}\`, object));
  },
});
`,
  ];
}

/** An environment that runs stacks on clusters, which are given as source text. */
function environment(name: string, clusters: readonly string[], stacks: readonly string[]): [string, string] {
  const imports = stacks.map((item) => `import ${variable(item)} from '../stacks/${item}.ts';\n`).join('');
  return [
    `environments/${name}.ts`,
    `import { cluster, defineEnvironment, presets } from 'stele';
${imports}
const place = { preset: presets.kubeadm, region: 'here', kubernetes: '1.36' };
export default defineEnvironment({
  name: '${name}',
  tier: 'development',
  clusters: [${clusters.join(', ')}],
  stacks: [${stacks.map((item) => `${variable(item)}({})`).join(', ')}],
});
`,
  ];
}

function variable(name: string): string {
  return `_${name.replaceAll('-', '_')}`;
}

const CONFIG_MAP = "[{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: 'b' } }]";

describe('Names that are odd for a file system', () => {
  let project: GitProject;
  beforeAll(async () => {
    const stacks = ['nul', 'prn', LONG];
    const reading = CONFIG_MAP.replace("'b'", 'facts.region');
    project = GitProject.create([
      CONFIG,
      ...stacks.map((name) => stack(name, name === 'prn' ? reading : CONFIG_MAP)),
      environment('con', ["cluster('aux', place)", "cluster('com1', { ...place, region: 'con' })"], stacks),
      environment(
        LONG,
        [`cluster('${LONG.replace('l', 'c')}', place)`, "cluster('up', { ...place, region: '../../../escaped' })"],
        stacks,
      ),
      environment(
        'regions',
        ["'..'", "'München, Ü'", "'_all'", "'a+b'", "' here'", "'.'"].map(
          (region, index) => `cluster('c-${index}', { ...place, region: ${region} })`,
        ),
        ['prn'],
      ),
    ]);
    await project.synthesized();
    project.commit();
  });
  afterAll(() => project.remove());

  /** The objects of one kind, by path. */
  function objectsOf(kind: string): [string, { spec: { source: { path: string } } }][] {
    return [...project.texts()]
      .filter(([path]) => path.includes(`/${kind}.`))
      .map(([path, text]) => [path, load(text) as { spec: { source: { path: string } } }]);
  }

  test('are encoded, so that Windows can check them out', () => {
    for (const path of project.texts().keys()) {
      for (const name of path.split('/')) {
        expect(name).toMatch(/^[A-Za-z0-9_%][A-Za-z0-9._%+~-]*$/);
        expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
        expect(name.length).toBeLessThanOrEqual(214);
      }
    }
    expect(project.has('manifests/%63on/_clusters/%61ux/Application.nul.yaml')).toBe(true);
    expect(project.has('manifests/%63on/ring-0/%6Eul/_all/%6Eul/ConfigMap.a.yaml')).toBe(true);
  });

  test('stay within the tree', () => {
    expect(readdirSync(join(project.root, 'manifests')).sort()).toEqual(['%63on', LONG, 'regions']);
    expect(project.git('status', '--porcelain')).toBe('');
    expect(readdirSync(join(project.root, 'manifests', LONG)).sort()).toEqual(['_clusters', 'ring-0']);
  });

  test('keep regions apart', () => {
    const variants = objectsOf('Application').filter(([path]) => path.startsWith('regions/'));
    expect(new Set(variants.map(([, { spec }]) => spec.source.path)).size).toBe(6);
    expect(project.texts('manifests/regions/ring-0/%70rn').size / 6).toBe(4);
  });

  test('are found where the pointers lead', () => {
    for (const [, { spec }] of objectsOf('Application')) {
      expect(project.texts(spec.source.path).size).toBeGreaterThan(0);
    }
  });

  test('pass --check, as a whole and as a part', async () => {
    await project.synthesized('--check');
    for (const part of ['con/aux/nul', `${LONG}/ring-0/${LONG}`]) {
      await project.synthesized('--check', part);
    }
  });

  test('are not mistaken for something that moved', async () => {
    project.edit('stacks/nul.ts', "a: 'b'", "a: 'c'");
    await project.synthesized('con/ring-0/nul');
    expect(project.changes()).toEqual([' M manifests/%63on/ring-0/%6Eul/_all/%6Eul/ConfigMap.a.yaml']);
  });
});

describe('Names of objects', () => {
  let project: GitProject | undefined;
  afterEach(() => project?.remove());

  /** A project of one stack with the given objects. */
  function withObjects(objects: string): GitProject {
    project = GitProject.create([
      CONFIG,
      stack('odd', objects),
      environment('dev', ["cluster('dev-1', place)"], ['odd']),
    ]);
    return project;
  }

  test('of 253 characters, with colons, and in upper case are in the objects as they were given', async () => {
    const role = (name: string) =>
      `{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: ${name} }, rules: [] }`;
    const map = "{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'n.'.repeat(126) + 'n' } }";
    const odd = withObjects(`[${role("'system:Node'")}, ${role("'a b,c'")}, ${role("'Ünïcode'")}, ${map}]`);
    await odd.synthesized();
    await odd.synthesized('--check');
    const folder = 'manifests/dev/ring-0/odd/_all';
    const named = [...odd.texts(folder)].map(([path, text]) => [
      path,
      (load(text) as { metadata: { name: string } }).metadata.name,
    ]);
    expect(named).toEqual(
      expect.arrayContaining([
        ['_cluster/ClusterRole.system%3ANode.yaml', 'system:Node'],
        ['_cluster/ClusterRole.a%20b%2Cc.yaml', 'a b,c'],
        ['_cluster/ClusterRole.%C3%9Cn%C3%AFcode.yaml', 'Ünïcode'],
        [expect.stringMatching(/^odd\/ConfigMap\.(n\.)+n?~[0-9a-f]{10}\.yaml$/), `${'n.'.repeat(126)}n`],
      ]),
    );
  });

  test.each([
    ['..', "'..'", /^name "\.\.": cannot be part of a path; use letters, digits, "-" and single "\."\n1 problem\n$/],
    [
      'two that differ in case only',
      "'Reader' }, rules: [] }, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'reader'",
      /where case does not count, as is .*; give one of them another name\n1 problem\n$/,
    ],
  ])('%s: refused with exit code 2, and nothing is written', async (_what, name, message) => {
    const odd = withObjects(
      `[{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: ${name} }, rules: [] }]`,
    );
    const { code, stderr } = await odd.synth();
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(odd.has('manifests')).toBe(false);
  });
});
