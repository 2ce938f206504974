import { expect, test } from '@jest/globals';
import { type ReleaseRecord, recordOf, recordText } from '../../bootstrap/release-record.ts';

const SHA256 = '0a'.repeat(32);

test.each<[text: string, record: ReleaseRecord]>([
  [`v3.5.3/plain@sha256:${SHA256}`, installed('plain', false)],
  [`v3.5.3/ha+dex@sha256:${SHA256}`, installed('ha', true)],
  ['adopted', { kind: 'adopted' }],
])('%s is read as it was written', (text, record) => {
  expect(recordText(record)).toBe(text);
  expect(recordOf(project(text))).toEqual(record);
});

test('a cluster without the project remembers nothing', () => {
  expect(recordOf(undefined)).toBeUndefined();
});

test.each(['', 'v3.5.3', `v3.5.3/big@sha256:${SHA256}`, 'v3.5.3/plain@sha256:0a'])(
  'a project that remembers %j was made by no install',
  (text) => {
    expect(recordOf(project(text))).toEqual({ kind: 'adopted' });
  },
);

function installed(variant: 'plain' | 'ha', dex: boolean): ReleaseRecord {
  return { kind: 'installed', release: { tag: 'v3.5.3', variant }, sha256: SHA256, dex };
}

function project(text: string): object {
  return { metadata: { annotations: { 'stele.dev/day-zero': text } } };
}
