import { describe, expect, test } from '@jest/globals';
import { TeamAccess } from '../../../constructs/namespace/index.ts';
import { objectOf, testChart } from '../../support/stack-chart.ts';

interface Rule {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly verbs: string[];
}

function rules(): Rule[] {
  const chart = testChart();
  new TeamAccess(chart, 'team', { group: 'oidc:web' });
  return objectOf(chart, 'Role').rules as Rule[];
}

describe('TeamAccess', () => {
  test('binds the team’s group to its role', () => {
    const chart = testChart();
    new TeamAccess(chart, 'team', { group: 'oidc:web' });
    expect(objectOf(chart, 'RoleBinding')).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'team', namespace: 'shop' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'team' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'oidc:web' }],
    });
  });

  test('shows workloads, pods, logs, events, Services and ConfigMaps', () => {
    const shown = rules().flatMap(({ apiGroups, resources }) => resources.map((item) => `${apiGroups.join()}/${item}`));
    expect(shown).toEqual(
      expect.arrayContaining([
        '/pods',
        '/pods/log',
        '/events',
        '/services',
        '/configmaps',
        'apps/deployments',
        'batch/jobs',
      ]),
    );
  });

  test('only reads', () => {
    expect(new Set(rules().flatMap(({ verbs }) => verbs))).toEqual(new Set(['get', 'list', 'watch']));
  });

  test('reads no Secret and enters no pod', () => {
    const resources = rules().flatMap((rule) => rule.resources);
    expect(resources.filter((item) => /secret|exec|attach|portforward|proxy|\*/.test(item))).toEqual([]);
  });

  test.each(['', 'system:authenticated'])('refuses the group "%s"', (group) => {
    expect(() => new TeamAccess(testChart(), 'team', { group })).toThrow(
      `shop/team: group "${group}" is no team; name its group at your identity provider, for example oidc:web`,
    );
  });
});
