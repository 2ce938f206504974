import { describe, expect, test } from '@jest/globals';
import { reportFailure } from '../../cli/failure.ts';
import { Terminal } from '../../cli/terminal.ts';
import { UserError } from '../../model/errors.ts';

function report(error: unknown, environment: Readonly<Record<string, string>> = {}) {
  let text = '';
  const write = (piece: string) => {
    text += piece;
  };
  const code = reportFailure(error, new Terminal({ write }, environment));
  return { code, text };
}

describe('a failure', () => {
  test('that the user can fix is one line for each problem, and how many there are', () => {
    const problems = [
      { subject: 'environments/prod.ts', message: 'a\nb' },
      { subject: 'stacks/apps/web.ts', message: 'c\u001b[2J' },
    ];
    expect(report(new UserError(problems))).toEqual({
      code: 2,
      text: 'environments/prod.ts: a b\nstacks/apps/web.ts: c\\u{1b}[2J\n2 problems\n',
    });
  });

  test('of the file system names the file and what to do', () => {
    const error = Object.assign(new Error('EROFS'), { code: 'EROFS', syscall: 'mkdir', path: '/media/cd/manifests' });
    expect(report(error)).toEqual({
      code: 2,
      text: '/media/cd/manifests: the file system is read-only (EROFS, mkdir); mend it and run the command again\n1 problem\n',
    });
  });

  test('that is a bug shows the stack and what to report', () => {
    const { code, text } = report(new TypeError('x is undefined'));
    expect(code).toBe(70);
    expect(text).toMatch(/^TypeError: x is undefined\n {4}at /);
    expect(text).toMatch(
      /\n\nThis is a bug in Stele\. Please report it .*\nstele \d+\.\d+\.\d+, Node v\d+\.\d+\.\d+, \w+ \w+\n$/,
    );
  });

  test('is a bug too when something else than an error was thrown', () => {
    expect(report(undefined)).toMatchObject({ code: 70, text: expect.stringMatching(/^undefined\n/) });
  });

  test('is coloured where colour is wanted', () => {
    expect(report(new UserError({ subject: 'a', message: 'b' }), { FORCE_COLOR: '1' }).text).toBe(
      '\u001b[1ma\u001b[22m: b\n\u001b[31m1 problem\u001b[39m\n',
    );
  });
});
