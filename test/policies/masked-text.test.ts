import { expect, test } from '@jest/globals';
import { maskedText } from '../../policies/masked-text.ts';
import { quoted } from '../../policies/schema/shown.ts';

const LONG = 'correct horse battery staple '.repeat(4);
const SECRET = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'database' },
  data: { password: 'aHVudGVyMg==', pin: 4711 },
  stringData: { user: 'db', phrase: LONG, 'tls.crt': 'two\nlines' },
};
const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'aHVudGVyMg==' } };

test.each([
  ['a value of a Secret', 'password is aHVudGVyMg==, which', 'password is ***, which'],
  ['what it decodes to', 'hunter2 is short', '*** is short'],
  ['a number', 'pin must not be 4711', 'pin must not be ***'],
  ['a short value between quotation marks only', 'user of the db is "db"', 'user of the db is "***"'],
  ['a long value that is cut', `phrase is ${quoted(LONG)}`, 'phrase is "***"'],
  ['a value that is written with escapes', `is ${JSON.stringify('two\nlines')}`, 'is "***"'],
  [
    'nothing else',
    'Secret database has no key host; it has password',
    'Secret database has no key host; it has password',
  ],
])('masks %s', (_what, text, masked) => {
  expect(maskedText({}, SECRET, undefined, text)).toBe(masked);
});

test('masks what a rule about secrets found in any object', () => {
  expect(maskedText({ secret: true }, POD, ['hunter2'], 'has hunter2')).toBe('has ***');
});

test('leaves what is said of other objects as it is', () => {
  expect(maskedText({}, POD, 'aHVudGVyMg==', 'is aHVudGVyMg==')).toBe('is aHVudGVyMg==');
});
