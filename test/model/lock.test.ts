import { describe, expect, test } from '@jest/globals';
import { EMPTY_LOCK, lockRing, lockSchema, lockText, withRingImages } from '../../model/lock.ts';

const version = (digit: string) => ({ tag: '1.0', digest: `sha256:${digit.repeat(64)}` });

describe('a lock', () => {
  test('has the same text whatever the order in which it was filled', () => {
    const one = withRingImages(EMPTY_LOCK, 0, { 'b.io/x': version('1'), 'a.io/x': version('2') });
    const two = withRingImages(EMPTY_LOCK, 0, { 'a.io/x': version('2'), 'b.io/x': version('1') });
    expect(lockText(one)).toBe(lockText(two));
  });

  test('reads back as it was written', () => {
    const lock = withRingImages(withRingImages(EMPTY_LOCK, 10, { 'a.io/x': version('1') }), 2, {});
    expect(lockSchema.parse(JSON.parse(lockText(lock)))).toEqual(lock);
  });

  test('says nothing of a ring that it does not know, whatever the ring is called', () => {
    expect(lockRing(EMPTY_LOCK, 3)).toEqual({ source: null, images: {} });
  });
});
