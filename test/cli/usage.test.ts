import { describe, expect, test } from '@jest/globals';
import { stele, temporaryFolder } from './binary.ts';

const folder = temporaryFolder();

describe('a wrong command line', () => {
  test.each([
    {
      what: 'an unknown command',
      words: ['snth'],
      message: "stele: unknown command 'snth' (did you mean synth?); see stele --help",
    },
    {
      what: 'an unknown command of a group',
      words: ['images', 'lst'],
      message: "stele images: unknown command 'lst' (did you mean list?); see stele images --help",
    },
    {
      what: 'an unknown option',
      words: ['synth', '--chek'],
      message: "stele synth: unknown option '--chek' (did you mean --check?); see stele synth --help",
    },
    {
      what: 'a missing argument',
      words: ['promote', 'staging'],
      message: "stele promote: missing required argument 'target'; see stele promote --help",
    },
    {
      what: 'an argument too many',
      words: ['tree', 'a', 'b'],
      message: "stele tree: too many arguments for 'tree'. Expected 1 argument but got 2: a, b; see stele tree --help",
    },
    {
      what: 'an option without its value',
      words: ['synth', '--out'],
      message: "stele synth: option '--out <DIR>' argument missing; see stele synth --help",
    },
    {
      what: 'an option whose value is empty',
      words: ['synth', '--out', ''],
      message: 'stele synth: --out is empty; give it a value',
    },
    {
      what: 'an unknown format',
      words: ['values', 'x', '--format', 'yaml'],
      message:
        "stele values: option '--format <FORMAT>' argument 'yaml' is invalid. Allowed choices are text, json; see stele values --help",
    },
  ])('with $what is refused with the remedy', async ({ words, message }) => {
    expect(await stele(folder, words)).toEqual({ code: 2, stdout: '', stderr: `${message}\n1 problem\n` });
  });

  test('cannot steer the terminal', async () => {
    const { code, stderr } = await stele(folder, ['\u001b]0;owned\u0007\u202esynth']);
    expect(code).toBe(2);
    expect(stderr).toContain("unknown command '\\u{1b}]0;owned\\u{7}\\u{202e}synth'");
    expect(stderr.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });
});
