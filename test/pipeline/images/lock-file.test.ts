import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Problem } from '../../../model/errors.ts';
import { readLock, writeLock } from '../../../pipeline/images/lock-file.ts';

const WEB = { 'registry.example.com/web': { tag: '1.0.0', digest: `sha256:${'a'.repeat(64)}` } };
const LOCK = { rings: { 0: { source: null, images: WEB } } };

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stele-lock-'));
  mkdirSync(join(root, 'environments'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function readText(text: string) {
  writeFileSync(join(root, 'environments/dev.lock.json'), text);
  const problems: Problem[] = [];
  const lock = readLock(root, 'dev', problems);
  return { lock, problems: problems.map(({ subject, message }) => `${subject}: ${message}`) };
}

describe('reading a lock', () => {
  test('gives what was written', () => {
    writeLock(root, 'dev', LOCK);
    expect(readLock(root, 'dev', [])).toEqual(LOCK);
  });

  test('gives an empty lock where there is no file', () => {
    expect(readLock(root, 'dev', [])).toEqual({ rings: {} });
  });

  test.each([
    ['', 'environments/dev.lock.json: is empty; restore it from Git, or remove it to begin with an empty lock'],
    ['{', /^environments\/dev\.lock\.json: is no JSON \(.+\); mend it, or restore it from Git$/],
    ['<<<<<<< HEAD\n{}\n=======', 'environments/dev.lock.json: has an unresolved merge conflict; resolve it'],
    ['null', /^environments\/dev\.lock\.json: null is not an object/],
    ['{"rings": {"0": {"image": {}}}}', /^environments\/dev\.lock\.json: rings\.0\.image: unknown key/],
  ])('says what is wrong with %j', (text, message) => {
    const { lock, problems } = readText(text);
    expect(lock).toBeUndefined();
    expect(problems).toEqual([typeof message === 'string' ? message : expect.stringMatching(message)]);
  });
});

test('a lock that is a folder is a problem', () => {
  mkdirSync(join(root, 'environments/dev.lock.json'));
  const problems: Problem[] = [];
  expect(readLock(root, 'dev', problems)).toBeUndefined();
  expect(problems).toEqual([
    { subject: 'environments/dev.lock.json', message: 'is a folder; remove it, the lock is a file' },
  ]);
});

describe('writing a lock', () => {
  test('replaces the file and leaves nothing else behind', () => {
    writeLock(root, 'dev', { rings: {} });
    expect(writeLock(root, 'dev', LOCK)).toBe(true);
    expect(readdirSync(join(root, 'environments'))).toEqual(['dev.lock.json']);
  });

  test('does not touch a file that says the same', () => {
    writeLock(root, 'dev', LOCK);
    const text = readFileSync(join(root, 'environments/dev.lock.json'), 'utf8');
    expect(writeLock(root, 'dev', LOCK)).toBe(false);
    expect(readFileSync(join(root, 'environments/dev.lock.json'), 'utf8')).toBe(text);
  });

  test('that fails leaves nothing behind', () => {
    mkdirSync(join(root, 'environments/dev.lock.json/in-the-way'), { recursive: true });
    expect(() => writeLock(root, 'dev', LOCK)).toThrow();
    expect(readdirSync(join(root, 'environments'))).toEqual(['dev.lock.json']);
    expect(existsSync(join(root, 'environments/dev.lock.json/in-the-way'))).toBe(true);
  });
});
