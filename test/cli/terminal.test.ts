import { describe, expect, test } from '@jest/globals';
import { styled, Terminal } from '../../cli/terminal.ts';

function terminal(stream: { readonly isTTY?: boolean; readonly columns?: number }, environment = {}) {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  return { terminal: new Terminal({ ...stream, write }, environment), written };
}

describe('colour', () => {
  test.each([
    ['on a terminal', true, {}, true],
    ['on a dumb terminal', true, { TERM: 'dumb' }, false],
    ['in a pipe', false, {}, false],
    ['in a pipe with FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
    ['with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
    ['with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['with NO_COLOR and FORCE_COLOR', true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('%s', (_where, isTTY, environment, expected) => {
    const { terminal: err, written } = terminal({ isTTY }, environment);
    err.line(styled('red', 'x'));
    expect(written).toEqual([expected ? '\u001b[31mx\u001b[39m\n' : 'x\n']);
  });
});

describe('the status line', () => {
  test('replaces itself, and makes room for lines', () => {
    const { terminal: err, written } = terminal({ isTTY: true, columns: 10 });
    err.status('0123456789abc');
    err.status('two');
    err.line('line');
    expect(written).toEqual(['\r\u001b[2K012345678', '\r\u001b[2Ktwo', '\r\u001b[2K', 'line\n']);
  });

  test('is whole on a terminal that does not know its width', () => {
    const { terminal: err, written } = terminal({ isTTY: true, columns: 0 });
    err.status('loading');
    expect(written).toEqual(['\r\u001b[2Kloading']);
  });

  test('writes nothing where it says the same', () => {
    const { terminal: err, written } = terminal({ isTTY: true });
    err.status('one');
    err.status('one');
    expect(written).toHaveLength(1);
  });

  test.each([
    ['in a pipe', { isTTY: false }, {}],
    ['in CI', { isTTY: true }, { CI: 'true' }],
    ['on a dumb terminal', { isTTY: true }, { TERM: 'dumb' }],
  ])('is quiet %s', (_where, stream, environment) => {
    const { terminal: err, written } = terminal(stream, environment);
    err.status('one');
    err.clearStatus();
    expect(written).toEqual([]);
  });
});

test('what stands in a line cannot steer the terminal', () => {
  const { terminal: out, written } = terminal({});
  out.line('a\u001b[2J', styled('bold', '\u202e'), 'b\nc');
  expect(written).toEqual(['a\\u{1b}[2J\\u{202e}b c\n']);
});
