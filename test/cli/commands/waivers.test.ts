import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { stele, temporaryFolder } from '../binary.ts';

let root: string;
beforeEach(() => {
  root = temporaryFolder();
  writeFileSync(join(root, 'stele.config.ts'), 'export default {};\n');
});

function waive(file: string, rule: string, text: string): void {
  const path = join(root, 'manifests', file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    path,
    `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\n  annotations:\n    stele.dev/waive.${rule}: '${text}'\n`,
  );
}

/** The day so many days from now, as `YYYY-MM-DD`. */
function inDays(days: number): string {
  return new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}

const waivers = (...words: string[]) => stele(root, ['waivers', ...words]);

describe('stele waivers', () => {
  test('is content where there are none', async () => {
    expect(await waivers()).toEqual({ code: 0, stdout: '', stderr: '0 waivers, 0 expired\n' });
  });

  test('lists owner, reason and days left, the one that ends first in front', async () => {
    waive('a.yaml', 'no-node-ports', 'an old load balancer (owner: web, until: 2998-12-31)');
    waive('b/b.yaml', 'no-external-ips', 'one peer (owner: net, until: 2998-01-31)');
    const { code, stdout, stderr } = await waivers();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '2 waivers, 0 expired\n' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^UNTIL +RULE +OBJECT +OWNER +REASON +FILE$/);
    expect(lines[1]).toMatch(
      /^2998-01-31 \(\d+ days\) +no-external-ips +Service shop\/web +net +one peer +manifests\/b\/b\.yaml$/,
    );
    expect(lines[2]).toMatch(/^2998-12-31 \(\d+ days\) +no-node-ports .* an old load balancer +manifests\/a\.yaml$/);
  });

  test('fails for one that has expired', async () => {
    waive('a.yaml', 'no-node-ports', 'a reason (owner: web, until: 2020-01-31)');
    const { code, stdout, stderr } = await waivers();
    expect({ code, stderr }).toEqual({ code: 1, stderr: '1 waiver, 1 expired\n' });
    expect(stdout).toContain('2020-01-31 (expired)');
  });

  test('fails with --expiring for one that is near, and not without', async () => {
    waive('a.yaml', 'no-node-ports', `a reason (owner: web, until: ${inDays(20)})`);
    expect((await waivers()).code).toBe(0);
    expect((await waivers('--expiring', '10d')).code).toBe(0);
    expect(await waivers('--expiring', '30d')).toMatchObject({
      code: 1,
      stderr: '1 waiver, 0 expired, 1 to end within 30 days\n',
    });
  }, 30_000);

  test('fails for one that is not of the form, and so has no date', async () => {
    waive('a.yaml', 'no-node-ports', 'because');
    expect(await waivers()).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'manifests/a.yaml: the waiver of no-node-ports on Service shop/web is not of the form; write "<reason> (owner: <team>, until: YYYY-MM-DD)"\n0 waivers, 0 expired, 1 malformed\n',
    });
  });

  test('prints JSON', async () => {
    waive('a.yaml', 'no-node-ports', `a reason (owner: web, until: ${inDays(1)})`);
    const { stdout } = await waivers('--format', 'json');
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      waivers: [
        {
          rule: 'no-node-ports',
          reason: 'a reason',
          owner: 'web',
          until: inDays(1),
          object: { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'web' },
          file: 'manifests/a.yaml',
          daysLeft: 1,
        },
      ],
      malformed: [],
    });
  });

  test.each(['soon', '-1d', '30w'])('refuses --expiring=%s', async (value) => {
    const { code, stderr } = await waivers(`--expiring=${value}`);
    expect(code).toBe(2);
    expect(stderr).toBe(`--expiring: "${value}" is no number of days; write for example 30d\n1 problem\n`);
  });
});
