import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { text } from '../../../constructs/config/text.ts';
import { whileBuilding } from '../../../model/building.ts';
import { UserError } from '../../../model/errors.ts';

describe('text', () => {
  let root = '';
  let module = '';

  const write = (path: string, content: string | Uint8Array) => writeFileSync(join(root, path), content);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'stele-text-'));
    mkdirSync(join(root, 'stack', 'site'), { recursive: true });
    module = pathToFileURL(join(root, 'stack', 'web.ts')).href;
  });

  afterEach(() => rmSync(root, { recursive: true }));

  test('reads a file beside the module, to the byte', () => {
    write('stack/site/index.html', 'Grüße\r\n\tend\n');
    expect(text(module, './site/index.html')).toBe('Grüße\r\n\tend\n');
  });

  test('reads through a link that stays inside the folder', () => {
    write('stack/site/index.html', 'hello');
    symlinkSync('site', join(root, 'stack', 'public'));
    expect(text(module, './public/index.html')).toBe('hello');
  });

  test('names the module and the path when there is no such file', () => {
    expect(() => text(module, './none.txt')).toThrow(
      new UserError({
        subject: join(root, 'stack', 'web.ts'),
        message: 'text "./none.txt" cannot be read (ENOENT); check the path',
      }),
    );
  });

  test('refuses to read while a stack is built', () => {
    write('stack/a.txt', 'a');
    expect(() => whileBuilding(() => text(module, './a.txt'))).toThrow(
      'text "./a.txt" is read in build(); read it at the top level of the module, into a constant',
    );
  });

  test('reads again after a build that failed', () => {
    write('stack/a.txt', 'a');
    expect(() =>
      whileBuilding(() => {
        throw new Error('a bug in a stack');
      }),
    ).toThrow('a bug in a stack');
    expect(text(module, './a.txt')).toBe('a');
  });

  test.each([
    ['leads out by ..', '../secret.txt', /leads out of/],
    ['leads out by a link', './link.txt', /leads out of/],
    ['leads out by a linked folder', './up/secret.txt', /leads out of/],
    ['is absolute', '/etc/hostname', /is an absolute path; give one relative to the module/],
    ['is a folder', './site', /is not a regular file; name a file/],
    ['is the folder of the module', '.', /leads out of/],
    ['is too large', './large.txt', /has 1048577 bytes, and a ConfigMap holds 1048576; put it into the image/],
    ['is not UTF-8', './latin1.txt', /is not UTF-8; save it as UTF-8, or give its bytes to binary/],
    ['begins with a byte order mark', './bom.txt', /begins with a byte order mark/],
  ])('refuses a path that %s', (_, path, message) => {
    write('secret.txt', 'secret');
    symlinkSync(join(root, 'secret.txt'), join(root, 'stack', 'link.txt'));
    symlinkSync(root, join(root, 'stack', 'up'));
    write('stack/large.txt', 'x'.repeat(1024 * 1024 + 1));
    write('stack/latin1.txt', new Uint8Array([0x47, 0xfc]));
    write('stack/bom.txt', '\ufeffhello');
    expect(() => text(module, path)).toThrow(message);
  });

  test('refuses a folder that begins like the module’s', () => {
    mkdirSync(join(root, 'stack-two'));
    write('stack-two/a.txt', 'a');
    expect(() => text(module, '../stack-two/a.txt')).toThrow(/leads out of/);
  });

  test('asks for import.meta.url', () => {
    expect(() => text('stacks/web.ts', './a.txt')).toThrow('stands beside no file; pass import.meta.url first');
  });
});
