import { expect, test } from '@jest/globals';
import { isContentNamed } from '../../policies/content-name.ts';

function named(name: string, annotations = {}) {
  return isContentNamed({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, annotations } });
}

test.each(['web-dc528e5f90', 'web-5f6g7h8m9k', 'web-bdtkmhgfcb', 'settings-v12'])(
  '%s changes with its content',
  (name) => {
    expect(named(name)).toBe(true);
  },
);

test.each(['web', 'web-frontend2', 'web-2024', 'web-production', 'dc528e5f90'])('%s does not', (name) => {
  expect(named(name)).toBe(false);
});

test('what says that it has a stem is named by its content', () => {
  expect(named('site', { 'stele.dev/stem': 'site' })).toBe(true);
});
