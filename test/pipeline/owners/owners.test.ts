import { describe, expect, it } from '@jest/globals';
import type { Config } from '../../../model/config.ts';
import { defineStack, type Stack } from '../../../model/stack.ts';
import { codeowners } from '../../../pipeline/owners/owners.ts';

type Settings = Pick<Config, 'repository' | 'owners' | 'platformTeam'>;

function config(overlay: Partial<Settings> = {}): Settings {
  const repository = { url: 'https://github.com/acme/platform.git', branch: 'main' };
  return { repository, owners: {}, platformTeam: 'platform', ...overlay };
}

function stacks(...entries: readonly (readonly [name: string, team: string, source: string])[]): Map<Stack, string> {
  return new Map(entries.map(([name, team, source]) => [defineStack({ name, team, build: () => {} }).stack, source]));
}

const PODINFO = ['podinfo', 'web', 'stacks/apps/podinfo.ts'] as const;

function linesOf(text: string): string[] {
  return text.split('\n').slice(2, -1);
}

describe('codeowners', () => {
  it('gives the platform team everything, and each team its stacks', () => {
    const sources = stacks(['report', 'data', 'stacks/apps/report.ts'], PODINFO);
    expect(codeowners(config(), sources)).toBe(
      [
        '# Rendered by Stele from stele.config.ts. Do not edit.',
        '',
        '* @acme/platform',
        '/manifests/*/ring-*/podinfo/ @acme/web',
        '/manifests/*/ring-*/report/ @acme/data',
        '/stacks/apps/podinfo.ts @acme/web',
        '/stacks/apps/podinfo/ @acme/web',
        '/stacks/apps/report.ts @acme/data',
        '/stacks/apps/report/ @acme/data',
        '',
      ].join('\n'),
    );
  });

  it('takes the owners that stele.config.ts names', () => {
    const owners = { web: ['@acme/frontend', 'web@example.com'], ops: ['@acme/sre'] };
    expect(linesOf(codeowners(config({ owners, platformTeam: 'ops' }), stacks(PODINFO)))).toEqual([
      '* @acme/sre',
      '/manifests/*/ring-*/podinfo/ @acme/frontend web@example.com',
      '/stacks/apps/podinfo.ts @acme/frontend web@example.com',
      '/stacks/apps/podinfo/ @acme/frontend web@example.com',
    ]);
  });

  it.each([
    ['https://github.com/acme/platform'],
    ['https://user@gitlab.example.com:8443/acme/team/platform.git'],
    ['ssh://git@github.com/acme/platform.git'],
    ['git@github.com:acme/platform.git'],
  ])('reads the organisation from %s', (url) => {
    const repository = { url, branch: 'main' };
    expect(linesOf(codeowners(config({ repository }), stacks()))).toEqual(['* @acme/platform']);
  });

  it('owns the whole folder of a stack that is one', () => {
    expect(linesOf(codeowners(config(), stacks(['shop', 'web', 'stacks/apps/shop/index.ts'])))).toEqual([
      '* @acme/platform',
      '/manifests/*/ring-*/shop/ @acme/web',
      '/stacks/apps/shop/ @acme/web',
    ]);
  });

  it('gives a module with stacks of two teams to both', () => {
    const sources = stacks(['a', 'web', 'stacks/both.ts'], ['b', 'data', 'stacks/both.ts']);
    expect(linesOf(codeowners(config(), sources))).toContain('/stacks/both.ts @acme/data @acme/web');
  });

  it('takes odd characters of a path literally', () => {
    expect(linesOf(codeowners(config(), stacks(['a', 'web', 'stacks/my [shop] #1.ts'])))).toContain(
      '/stacks/my\\ \\[shop\\]\\ \\#1.ts @acme/web',
    );
  });

  it('does not depend on the order of stacks', () => {
    const report = ['report', 'data', 'stacks/apps/report.ts'] as const;
    expect(codeowners(config(), stacks(report, PODINFO))).toBe(codeowners(config(), stacks(PODINFO, report)));
  });

  it('refuses owners of a team that is none', () => {
    expect(() => codeowners(config({ owners: { wbe: ['@acme/web'] } }), stacks(PODINFO))).toThrow(
      'stele.config.ts: owners.wbe: no stack belongs to team "wbe" (did you mean "web"?); teams: platform, web',
    );
  });
});
