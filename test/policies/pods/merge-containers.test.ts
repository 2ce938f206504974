import { describe, expect, test } from '@jest/globals';
import { mergeContainers } from '../../../policies/pods/merge-containers.ts';
import { Origins } from '../../../policies/pods/origins.ts';
import type { Fields } from '../../../policies/read.ts';

const BASE = {
  name: 'web',
  image: 'example.com/web:1',
  args: ['--one', '--two'],
  env: [{ name: 'A', value: '1' }],
  resources: { limits: { memory: '64Mi' } },
  securityContext: { privileged: false, capabilities: { drop: ['ALL'] } },
};

function merged(...patches: readonly unknown[]) {
  const origins = new Origins();
  origins.own('/containers/0', '/spec');
  origins.copy('/containers/0/image', '/spec/image');
  origins.copy('/containers/0/args/1', '/spec/additionalArgs/0');
  const containers = mergeContainers({
    base: [BASE],
    patches,
    made: '/containers',
    written: '/spec/containers',
    origins,
  });
  return { containers, from: (pointer: string) => origins.of(pointer).pointer };
}

describe('a container of the operator', () => {
  test('is left as it is where nobody writes one of its name, which is added', () => {
    const other: Fields = { name: 'other', image: 'x' };
    const { containers, from } = merged(other);
    expect(containers).toEqual([BASE, other]);
    expect([from('/containers/0/image'), from('/containers/0/livenessProbe'), from('/containers/1/image')]).toEqual([
      '/spec/image',
      '/spec',
      '/spec/containers/0/image',
    ]);
  });

  test('takes the fields that are written, whole lists among them, and keeps the others', () => {
    const { containers, from } = merged({
      name: 'web',
      args: ['--three', '--four'],
      resources: { limits: { cpu: '1' } },
      securityContext: { privileged: true },
    });
    expect(containers).toEqual([
      {
        ...BASE,
        args: ['--three', '--four'],
        resources: { limits: { memory: '64Mi', cpu: '1' } },
        securityContext: { privileged: true, capabilities: { drop: ['ALL'] } },
      },
    ]);
    expect(from('/containers/0/image')).toBe('/spec/image');
    expect(from('/containers/0/args/1')).toBe('/spec/containers/0/args/1');
    expect(from('/containers/0/securityContext/privileged')).toBe('/spec/containers/0/securityContext/privileged');
  });

  test('merges environment variables by their names', () => {
    const { containers, from } = merged({
      name: 'web',
      env: [
        { name: 'B', value: '2' },
        { name: 'A', value: '3' },
      ],
    });
    expect(containers[0]?.env).toEqual([
      { name: 'A', value: '3' },
      { name: 'B', value: '2' },
    ]);
    expect([from('/containers/0/env/0/value'), from('/containers/0/env/1/value')]).toEqual([
      '/spec/containers/0/env/1/value',
      '/spec/containers/0/env/0/value',
    ]);
  });

  test('is not changed by what is empty', () => {
    expect(
      merged({ name: 'web', image: '', args: [], securityContext: { capabilities: { drop: [] } } }).containers,
    ).toEqual([BASE]);
  });

  test('takes the last of several of its name', () => {
    expect(merged({ name: 'web', image: 'a' }, { name: 'web', image: 'b' }).containers).toEqual([
      { ...BASE, image: 'b' },
    ]);
  });
});
