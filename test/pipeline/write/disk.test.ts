import { describe, expect, test } from '@jest/globals';
import { onDisk } from '../../../pipeline/write/disk.ts';
import { problemsOf } from './temporary-tree.ts';

function failing(code: string): () => never {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}

describe('onDisk', () => {
  test.each([
    ['ENOSPC', 'no space is left on the disk; free some, and run again'],
    ['EROFS', 'the file system is read-only; write somewhere else with --out, or mount it writable'],
    ['EACCES', 'permission denied; change its owner or its permissions, and run again'],
  ])('says what to do about %s', (code, message) => {
    expect(problemsOf(() => onDisk('manifests/prod/a.yaml', failing(code)))).toEqual([
      `manifests/prod/a.yaml: ${message}`,
    ]);
  });

  test('passes on what is a bug', () => {
    expect(() => onDisk('manifests/prod/a.yaml', failing('EINVAL'))).toThrow('EINVAL');
  });
});
