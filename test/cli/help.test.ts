import { describe, expect, test } from '@jest/globals';
import { discoverCommands } from '../../cli/discover.ts';
import { stele, temporaryFolder } from './binary.ts';

const folder = temporaryFolder();
const commands = (await discoverCommands()).flatMap((entry) =>
  entry.kind === 'command'
    ? [{ words: [entry.command.name], command: entry.command }]
    : entry.commands.map((command) => ({ words: [entry.group.name, command.name], command })),
);

describe('help', () => {
  test.each(commands)('of $words says what the command does, with an example', async ({ words, command }) => {
    const { code, stdout, stderr } = await stele(folder, [...words, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: stele ${words.join(' ')}`);
    expect(stdout.replace(/\s+/g, ' ')).toContain(`${command.summary}.`);
    expect(stdout).toContain(command.examples[0].command);
  });

  test('of stele names every command, the exit codes and an example', async () => {
    const { code, stdout } = await stele(folder, ['--help']);
    expect(code).toBe(0);
    for (const name of new Set(commands.map(({ words }) => words[0])))
      expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    expect(stdout).toContain('stele promote staging prod');
    expect(stdout).toContain('Exit codes: 0 fine; 1 ');
  });

  test('goes to standard error when no command is given', async () => {
    const { code, stdout, stderr } = await stele(folder, []);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: stele /);
    expect(stderr).toMatch(/stele: names no command; choose one of those above\n1 problem\n$/);
  });

  test('is coloured only where colour is wanted', async () => {
    const coloured = await stele(folder, ['values', '--help'], { FORCE_COLOR: '1' });
    const plain = await stele(folder, ['values', '--help'], { FORCE_COLOR: '1', NO_COLOR: '1' });
    expect(coloured.stdout).toContain('\u001b[1mUsage:');
    expect(plain.stdout).not.toContain('\u001b');
  });

  test('--version prints the version of the package', async () => {
    expect(await stele(folder, ['--version'])).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    });
  });
});
