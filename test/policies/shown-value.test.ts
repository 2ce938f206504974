import { expect, test } from '@jest/globals';
import { shownValue } from '../../policies/shown-value.ts';

const POD = { apiVersion: 'v1', kind: 'Pod' };
const SECRET = { apiVersion: 'v1', kind: 'Secret' };

test.each([
  ['a scalar', {}, POD, '/spec/hostNetwork', true, true],
  ['a list of scalars', {}, POD, '/spec/x', ['a', 1], ['a', 1]],
  ['nothing of an object, which may hold anything', {}, POD, '/spec/containers/0', { env: [] }, undefined],
  ['nothing of a list of objects', {}, POD, '/spec/containers', [{ env: [] }], undefined],
  ['stars for a rule about secrets', { secret: true }, POD, '/spec/x', 'hunter2', '***'],
  ['stars for the data of a Secret', {}, SECRET, '/data/password', 'aHVudGVyMg==', '***'],
  ['the type of a Secret', {}, SECRET, '/type', 'Opaque', 'Opaque'],
  ['nothing where nothing stands', { secret: true }, POD, '/spec/x', undefined, undefined],
])('shows %s', (_what, rule, object, pointer, value, shown) => {
  expect(shownValue(rule, object, pointer, value)).toEqual(shown);
});
