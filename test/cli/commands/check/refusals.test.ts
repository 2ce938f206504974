import { describe, expect, jest, test } from '@jest/globals';
import { CheckedFolder, PRIVILEGED_POD } from '../../checked-folder.ts';

// each case starts the command, some several times
jest.setTimeout(30_000);

const folder = new CheckedFolder();
const PRIVILEGED = folder.write('privileged.yaml', PRIVILEGED_POD);

describe('stele check refuses, with what to do,', () => {
  test.each([
    ['no input at all', '', '<stdin>: holds no Kubernetes object; '],
    ['broken YAML', 'kind: Pod\n  a: [\n', '<stdin>: line 2: '],
    ['a bomb', `a: &a [${'x,'.repeat(100)}]\n${bomb()}`, '<stdin>: aliases make more than 1000000 values of it'],
    ['too deep a nesting', '['.repeat(100_000), '<stdin>: line 1: nesting exceeded'],
    ['a key that stands twice', 'kind: Pod\nkind: Pod\n', '<stdin>: line 2: '],
    ['a null byte', 'kind: "\u0000"\n', '<stdin>: '],
  ])('%s', async (_what, input, message) => {
    const { code, stdout, stderr } = await folder.checkText(input);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.slice(0, message.length)).toBe(message);
    expect(stderr.trimEnd().split('\n').length).toBeLessThan(4);
  });

  test.each([
    [['missing.yaml'], 'missing.yaml: does not exist; name a file, a folder, or - for standard input'],
    [
      [PRIVILEGED, '--only', 'no-privilegd'],
      '--only: "no-privilegd" is no rule (did you mean "no-privileged"?); list them with: stele explain',
    ],
    [
      [PRIVILEGED, '--skip', 'a,,'],
      '--skip: "a" is no rule; list them with: stele explain\n--skip: "" is no rule; list them with: stele explain',
    ],
    [[PRIVILEGED, '--kubernetes', 'new'], '--kubernetes: "new" is no version of Kubernetes; write for example 1.36'],
    [
      [PRIVILEGED, '--baseline', 'none.json'],
      'none.json: cannot be read; write it with: stele check --format json > none.json',
    ],
    [
      [PRIVILEGED, '--baseline', PRIVILEGED],
      'privileged.yaml: is no report of version 1; write it with: stele check --format json > privileged.yaml',
    ],
  ])('%j', async (words, message) => {
    const { code, stdout, stderr } = await folder.check(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.replace(/\n\d+ problems?\n$/, '')).toBe(message);
  });
});

/** Nine aliases of nine aliases…: few lines, and a thousand million values. */
function bomb(): string {
  const letters = [...'bcdefghi'];
  return letters.map((letter, index) => `${letter}: &${letter} [${`*${'abcdefgh'[index]},`.repeat(9)}]\n`).join('');
}
