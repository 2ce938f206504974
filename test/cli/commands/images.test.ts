import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { stele, temporaryProject } from '../binary.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const WEB = 'registry.example.com/web';
const WORKER = 'registry.example.com/worker';

function lockOf(project: string, environment: string) {
  return JSON.parse(readFileSync(join(project, 'environments', `${environment}.lock.json`), 'utf8'));
}

describe('stele images list', () => {
  const project = temporaryProject();

  test('lists the versions of a ring and what runs them', async () => {
    expect(await stele(project, ['images', 'list', 'prod/ring-1'])).toEqual({
      code: 0,
      stdout: [
        'RING         IMAGE                         VERSION                     STACKS',
        'prod/ring-1  registry.example.com/sidecar  5.0.0@sha256:555555555555…  web',
        'prod/ring-1  registry.example.com/web      1.1.0@sha256:111111111111…  web',
        'prod/ring-1  registry.example.com/worker   7.0.0@sha256:666666666666…  worker',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  test('lists every environment as JSON, with whole digests', async () => {
    const { stdout } = await stele(project, ['images', 'list', '--format', 'json']);
    const report = JSON.parse(stdout);
    expect(report.version).toBe(1);
    expect(
      report.rings.map(({ environment, ring }: { environment: string; ring: number }) => [environment, ring]),
    ).toEqual([
      ['dev', 0],
      ['prod', 0],
      ['prod', 1],
      ['staging', 0],
    ]);
    expect(report.rings[0].images[1]).toEqual({
      repository: WEB,
      tag: '1.3.0',
      digest: `sha256:${'3'.repeat(64)}`,
      stacks: ['web'],
    });
  });

  test('shows what has no version, and what no stack runs', async () => {
    const other = temporaryProject();
    const unused = { tag: '1', digest: DIGEST };
    const lock = { rings: { 0: { source: null, images: { 'registry.example.com/old': unused } } } };
    writeFileSync(join(other, 'environments/dev.lock.json'), JSON.stringify(lock));
    const { code, stdout } = await stele(other, ['images', 'list', 'dev']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/registry\.example\.com\/old +1@sha256:a{12}… +no stack\n/);
    expect(stdout).toMatch(/registry\.example\.com\/web +no version +web\n/);
  });

  test('refuses a cluster, because images are kept per ring', async () => {
    const { code, stderr } = await stele(project, ['images', 'list', 'prod/prod-us-1']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'prod/prod-us-1: images are kept per ring; write <env>[/ring-<n>], here prod/ring-1\n1 problem\n',
    );
  });
});

describe('stele images set', () => {
  test('sets one ring and leaves the others alone', async () => {
    const project = temporaryProject();
    const before = lockOf(project, 'prod');
    const outcome = await stele(project, ['images', 'set', 'prod/ring-1', WEB, `2.0.0@${DIGEST}`]);
    expect(outcome).toEqual({
      code: 0,
      stdout: '',
      stderr: `prod/ring-1: ${WEB} 1.1.0@sha256:111111111111… → 2.0.0@sha256:aaaaaaaaaaaa…\nnext: stele synth prod/ring-1\n`,
    });
    before.rings[1].images[WEB] = { tag: '2.0.0', digest: DIGEST };
    expect(lockOf(project, 'prod')).toEqual(before);
  });

  test('without a ring enters the first ring, and rings that have another version keep it', async () => {
    const project = temporaryProject();
    await stele(project, ['images', 'set', 'prod', WEB, `2.0.0@${DIGEST}`]);
    const { rings } = lockOf(project, 'prod');
    expect([rings[0].images[WEB].tag, rings[1].images[WEB].tag]).toEqual(['2.0.0', '1.1.0']);
  });

  test('without a ring fills the rings that run the image and have no version yet', async () => {
    const project = temporaryProject();
    writeFileSync(join(project, 'environments/prod.lock.json'), '{"rings": {}}');
    await stele(project, ['images', 'set', 'prod', WEB, `2.0.0@${DIGEST}`]);
    await stele(project, ['images', 'set', 'prod', WORKER, `3.0.0@${DIGEST}`]);
    const version = { tag: '2.0.0', digest: DIGEST };
    expect(lockOf(project, 'prod')).toEqual({
      rings: {
        0: { source: null, images: { [WEB]: version } },
        1: { source: null, images: { [WEB]: version, [WORKER]: { tag: '3.0.0', digest: DIGEST } } },
      },
    });
  });

  test('warns when no stack runs the image', async () => {
    const project = temporaryProject();
    const { code, stderr } = await stele(project, ['images', 'set', 'dev', 'registry.example.com/wbe', `1@${DIGEST}`]);
    expect(code).toBe(0);
    expect(stderr).toContain(
      'warning: no stack of dev runs registry.example.com/wbe (did you mean "registry.example.com/web"?)',
    );
  });

  test.each([
    [
      '1.0.0',
      WEB,
      `1.0.0: is no image version; write <tag>@sha256:<64 hexadecimal digits>; the digest is printed by: crane digest ${WEB}:<tag>`,
    ],
    [`1@${DIGEST}`, 'web', 'repository: "web" names no registry; write docker.io/library/web'],
  ])('refuses %s of %s', async (version, repository, message) => {
    const project = temporaryProject();
    expect(await stele(project, ['images', 'set', 'dev', repository, version])).toEqual({
      code: 2,
      stdout: '',
      stderr: `${message}\n1 problem\n`,
    });
  });
});

describe('stele images unset', () => {
  test('removes an image that no stack runs from every ring', async () => {
    const project = temporaryProject();
    await stele(project, ['images', 'set', 'prod', 'registry.example.com/old', `1@${DIGEST}`]);
    const outcome = await stele(project, ['images', 'unset', 'prod', 'registry.example.com/old']);
    expect(outcome).toEqual({
      code: 0,
      stdout: '',
      stderr: 'prod/ring-0: removed registry.example.com/old\nprod/ring-1: removed registry.example.com/old\n',
    });
    expect(lockOf(project, 'prod')).toEqual(lockOf(temporaryProject(), 'prod'));
  });

  test('refuses what a stack runs', async () => {
    const project = temporaryProject();
    const { code, stderr } = await stele(project, ['images', 'unset', 'prod', WORKER]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `prod/ring-1: stack worker runs ${WORKER}; remove the stack from environments/prod.ts first\n1 problem\n`,
    );
  });

  test('refuses what the lock does not have', async () => {
    const project = temporaryProject();
    const { code, stderr } = await stele(project, ['images', 'unset', 'dev', 'registry.example.com/wbe']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `dev: the lock has no registry.example.com/wbe (did you mean "${WEB}"?); see stele images list dev\n1 problem\n`,
    );
  });
});
