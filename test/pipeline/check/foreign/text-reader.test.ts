import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { TextReader } from '../../../../pipeline/check/foreign/text-reader.ts';

describe('TextReader', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stele-text-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function written(text: string): string {
    const path = join(folder, 'a.yaml');
    writeFileSync(path, text);
    return path;
  }

  test('reads a short file after a long one, and nothing of the long one', () => {
    const reader = new TextReader(1_000_000);
    const long = 'ä'.repeat(200_000);
    expect(reader.read(written(long))).toBe(long);
    expect(reader.read(written('b: 1\n'))).toBe('b: 1\n');
    expect(reader.read(written(''))).toBe('');
  });

  test.each([
    ['less than it reads at once', 10],
    ['more than it reads at once', 70_000],
    ['as much as it reads at once', 64 * 1024],
  ])('reads a file of the limit and none beyond, where that is %s', (_, limit) => {
    const reader = new TextReader(limit);
    expect(reader.read(written('a'.repeat(limit)))).toHaveLength(limit);
    const path = written('a'.repeat(limit + 1));
    expect(() => reader.read(path)).toThrow(expect.objectContaining({ code: 'EFBIG' }));
  });
});
