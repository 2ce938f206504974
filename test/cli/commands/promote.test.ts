import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { stele, temporaryProject } from '../binary.ts';

function lockText(project: string): string {
  return readFileSync(join(project, 'environments/prod.lock.json'), 'utf8');
}

describe('stele promote', () => {
  test('moves ring by ring, showing what moved, until there is nothing left', async () => {
    const project = temporaryProject();
    const outcomes = [];
    for (let run = 0; run < 3; run++) outcomes.push(await stele(project, ['promote', 'staging', 'prod']));
    expect(outcomes).toEqual([
      {
        code: 0,
        stdout: [
          'IMAGE                     OLD                            NEW',
          'registry.example.com/web  1.1.0@sha256:111111111111…  →  1.2.0@sha256:222222222222…',
          '',
        ].join('\n'),
        stderr: '1 image moved from staging/ring-0 to prod/ring-0; next: stele synth prod/ring-0\n',
      },
      {
        code: 0,
        stdout: [
          'IMAGE                        OLD                            NEW',
          'registry.example.com/web     1.1.0@sha256:111111111111…  →  1.2.0@sha256:222222222222…',
          'registry.example.com/worker  7.0.0@sha256:666666666666…  →  7.1.0@sha256:777777777777…',
          '',
        ].join('\n'),
        stderr: '2 images moved from staging/ring-0 to prod/ring-1; next: stele synth prod/ring-1\n',
      },
      { code: 0, stdout: '', stderr: 'nothing to move: prod/ring-1 has the versions of staging/ring-0\n' },
    ]);
    const { rings } = JSON.parse(lockText(project));
    expect(rings[0].images['registry.example.com/worker']).toBeUndefined();
    expect(rings[1].images['registry.example.com/worker'].tag).toBe('7.1.0');
  });

  test('--dry-run reports and writes nothing', async () => {
    const project = temporaryProject();
    const before = lockText(project);
    const { code, stdout, stderr } = await stele(project, [
      'promote',
      'staging',
      'prod',
      '--dry-run',
      '--format',
      'json',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      source: 'staging/ring-0',
      target: 'prod/ring-0',
      dryRun: true,
      moved: [
        {
          repository: 'registry.example.com/web',
          old: { tag: '1.1.0', digest: `sha256:${'1'.repeat(64)}` },
          new: { tag: '1.2.0', digest: `sha256:${'2'.repeat(64)}` },
        },
      ],
      left: [],
    });
    expect(stderr).toBe('1 image would move from staging/ring-0 to prod/ring-0\n');
    expect(lockText(project)).toBe(before);
  });

  test('refuses to skip a ring, and --skip-rings allows it', async () => {
    const project = temporaryProject();
    const before = lockText(project);
    const words = ['promote', 'staging', 'prod/ring-1'];
    expect(await stele(project, words)).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'prod/ring-1: registry.example.com/web 1.2.0 would skip prod/ring-0, which has 1.1.0; promote to prod/ring-0 first, or give --skip-rings\n1 problem\n',
    });
    expect(lockText(project)).toBe(before);
    expect((await stele(project, [...words, '--skip-rings'])).code).toBe(0);
    expect(JSON.parse(lockText(project)).rings[1].images['registry.example.com/web'].tag).toBe('1.2.0');
  });

  test('says which images the source does not run', async () => {
    const { stderr } = await stele(temporaryProject(), ['promote', 'prod/ring-0', 'prod/ring-1', '--dry-run']);
    expect(stderr).toContain(
      'warning: prod/ring-1 keeps its registry.example.com/worker: no stack of prod/ring-0 runs it\n',
    );
  });
});
