import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { knownHostsProblem, knowsServer } from '../../bootstrap/known-hosts.ts';
import { KEY } from './support/credentials.ts';

describe('a server is known', () => {
  test.each([
    ['by its name', `git.example.com ${KEY}`, 22],
    ['by its name among others, in any case', `10.0.0.1,Git.Example.COM ${KEY} a comment`, 22],
    ['by its port', `[git.example.com]:2222 ${KEY}`, 2222],
    ['by a pattern', `*.example.com ${KEY}`, 22],
    ['by a pattern with its port', `[*.example.com]:222? ${KEY}`, 2222],
    ['by an authority', `@cert-authority git.example.com ${KEY}`, 22],
    ['by a hashed name', `${hashed('git.example.com')} ${KEY}`, 22],
    ['by a hashed name with its port', `${hashed('[git.example.com]:2222')} ${KEY}`, 2222],
  ])('%s', (_, text, port) => {
    expect(knowsServer(`# keys\n\n${text}\n`, { host: 'git.example.com', port })).toBe(true);
  });
});

describe('a server is not known', () => {
  test.each([
    ['by the key of another', `example.com ${KEY}`, 22],
    ['by a name that only looks like it', `git-example.com ${KEY}`, 22],
    ['on another port by its name alone', `git.example.com ${KEY}`, 2222],
    ['on the standard port by another', `[git.example.com]:2222 ${KEY}`, 22],
    ['by a pattern that leaves it out', `*.example.com,!git.example.com ${KEY}`, 22],
    ['by a key that is revoked', `@revoked git.example.com ${KEY}`, 22],
    ['by the hashed name of another', `${hashed('example.com')} ${KEY}`, 22],
    ['by a comment', `# git.example.com ${KEY}`, 22],
  ])('%s', (_, text, port) => {
    expect(knowsServer(text, { host: 'git.example.com', port })).toBe(false);
  });
});

test.each([
  ['a name without a key', 'git.example.com'],
  ['a key without a name', KEY],
  ['a key of another kind than it says', `git.example.com ${KEY.replace('ed25519', 'rsa')}`],
  ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
])('%s is no line, and the line is named', (_, line) => {
  expect(knownHostsProblem(`# keys\n\ngit.example.com ${KEY}\n${line}\n`)).toBe('line 4 is no line of known_hosts');
});

test('lines, blank lines, comments and the line ends of Windows are fine', () => {
  expect(knownHostsProblem(`# keys\r\n\r\ngit.example.com ${KEY} me@here\r\n`)).toBeUndefined();
});

function hashed(name: string): string {
  const salt = Buffer.from('0123456789abcdef0123');
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}
