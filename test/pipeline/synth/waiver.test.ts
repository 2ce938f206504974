import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { eachWithCommittedProject } from '../../support/committed-project.ts';
import type { GitProject, SynthOutcome } from '../../support/git-project.ts';

// each test runs the command a few times
jest.setTimeout(60_000);

const WAIVER = "'stele.dev/waive.no-credentials-in-config': 'until the vault is there (owner: web, until: 2030-06-30)'";
const PASSWORD = "region: facts.region, DB_PASSWORD: 'qT7vR2mK9xWc4LpZ' }";

let project: GitProject;
eachWithCommittedProject((copy) => {
  project = copy;
});

/** Runs `stele synth` on a day, given as `YYYY-MM-DD`. */
function synthOn(day: string): Promise<SynthOutcome> {
  const clock = `const Real = Date; globalThis.Date = class extends Real {
    constructor(...given) { super(...(given.length === 0 ? ['${day}T12:00:00Z'] : given)); }
    static now() { return new Real('${day}T12:00:00Z').getTime(); }
  };`;
  const preload = `--import=data:text/javascript,${encodeURIComponent(clock)}`;
  return project.synthWith({ NODE_OPTIONS: preload });
}

describe('A waiver', () => {
  beforeEach(() => {
    project.edit('stacks/place.ts', '/* there */', WAIVER);
    project.edit('stacks/place.ts', '/* here */', WAIVER);
    project.edit('stacks/place.ts', 'region: facts.region }', PASSWORD);
  });

  test('is silent on its last day', async () => {
    const { code, stderr } = await synthOn('2030-06-30');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^\d+ manifests, \d+ written, 0 removed, /),
    });
  });

  test('that has expired is a warning that fails nothing', async () => {
    const { code, stderr } = await synthOn('2030-07-01');
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^warning valid-waiver: manifests\/dev\/ring-0\/place\/\w+\/place\/ConfigMap\.place\.yaml \/metadata\/annotations\/stele\.dev~1waive\.no-credentials-in-config: ConfigMap place\/place: the waiver of no-credentials-in-config expired on 2030-06-30; .*web.*\n/,
    );
  });

  test('gives the same bytes on every day', async () => {
    await synthOn('2026-01-01');
    const before = project.texts();
    const { code, stderr } = await synthOn('2040-01-01');
    expect(code).toBe(0);
    expect(stderr).toMatch(/ 0 written, 0 removed, \d+ warnings, /);
    expect(project.texts()).toEqual(before);
  });
});

describe('A waiver without reason, owner and date', () => {
  test('keeps its variant, and the pointers to it, from being written, and nothing else', async () => {
    project.edit('stacks/place.ts', '/* there */', "'stele.dev/waive.no-credentials-in-config': 'because'");
    project.edit('stacks/place.ts', '{ region: facts.region }', "{ region: facts.region, more: 'data' }");
    project.edit('stacks/site.ts', "'one'", "'two'");
    project.edit('stele.config.ts', 'main', 'trunk');
    const { code, stderr } = await project.synth();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error valid-waiver: manifests\/dev\/ring-0\/place\/there\/.*\n\d+ manifests, .*, 1 error, /,
    );

    const changes = project.changes().map((line) => line.slice(3));
    expect(changes.filter((path) => path.includes('ring-'))).toEqual(
      expect.arrayContaining([
        'manifests/dev/ring-0/place/here/place/ConfigMap.place.yaml',
        'manifests/dev/ring-1/place/here/place/ConfigMap.place.yaml',
        'manifests/dev/ring-0/site/_all/site/ConfigMap.page.yaml',
      ]),
    );
    const blocked = ['manifests/dev/ring-0/place/there/', 'manifests/dev/_clusters/dev-2/Application.place.yaml'];
    expect(changes.filter((path) => blocked.some((start) => path.startsWith(start)))).toEqual([]);
    expect(changes.filter((path) => path.endsWith('Application.place.yaml'))).toEqual([
      'manifests/dev/_clusters/dev-1/Application.place.yaml',
      'manifests/dev/_clusters/dev-3/Application.place.yaml',
    ]);
    expect(changes).toContain('manifests/dev/_clusters/dev-2/Application.site.yaml');
  });
});

describe('A waiver of a whole stack', () => {
  const waive = (rule: string) => {
    project.edit('stacks/place.ts', "from 'stele';", "from 'stele';\nimport { waive } from 'stele';");
    const permission = "{ reason: 'until the vault is there', owner: 'web', until: '2030-06-30' }";
    project.edit(
      'stacks/place.ts',
      'const annotations =',
      `waive(chart, '${rule}', ${permission});\n    const annotations =`,
    );
  };

  test('is written on each of its objects that breaks the rule, and on no other', async () => {
    waive('no-credentials-in-config');
    project.edit('stacks/place.ts', 'region: facts.region }', PASSWORD);
    const { code } = await project.synth();
    expect(code).toBe(0);
    const waived = [...project.texts()].filter(([, text]) => text.includes('waive.no-credentials-in-config'));
    expect(waived.map(([path]) => path)).toEqual([
      'dev/ring-0/place/here/place/ConfigMap.place.yaml',
      'dev/ring-0/place/there/place/ConfigMap.place.yaml',
      'dev/ring-1/place/here/place/ConfigMap.place.yaml',
    ]);
  });

  test('is an error when none of its objects needs it', async () => {
    waive('no-credentials-in-config');
    const { code, stderr } = await project.synth();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error valid-waiver: stacks\/place\.ts: .*: the waiver of no-credentials-in-config for the stack place is not needed: none of its objects breaks the rule; remove waive\(chart, /,
    );
  });
});
