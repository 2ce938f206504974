import { describe, expect, test } from '@jest/globals';
import { syncWindowSchema } from '../../model/sync-window-schema.ts';

describe('the duration of a sync window', () => {
  test.each(['8h', '1h30m', '1.5h', '.5h', '90s', '216h', '2562047h', '100ms', '5µs'])('can be %s', (duration) => {
    expect(messageOf({ duration })).toBeUndefined();
  });

  test.each(['', '8', '8 hours', '1d', '1w', '-8h', '+8h', '0', '0s', '0h0m', '8H', ' 8h', '1.2.3h', '.h', '2562048h'])(
    'cannot be "%s"',
    (duration) => {
      expect(messageOf({ duration })).toBe('is no duration; write hours, minutes and seconds, for example 8h or 1h30m');
    },
  );
});

test('a sync window takes no nickname as its schedule: Argo CD parses five fields', () => {
  expect(messageOf({ schedule: '@daily' })).toBe(
    'is no schedule: it must have five fields, and has 1; write minute, hour, day of the month, month and day of the week, for example 0 22 * * 5',
  );
});

test('a sync window without a time zone is in UTC', () => {
  expect(messageOf({ timeZone: undefined })).toBeUndefined();
});

function messageOf(differing: object): string | undefined {
  const window = { kind: 'deny', schedule: '0 22 * * 5', duration: '8h', timeZone: 'Europe/Berlin', ...differing };
  return syncWindowSchema
    .safeParse(window)
    .error?.issues.map(({ message }) => message)
    .join();
}
