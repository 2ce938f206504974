import { expect, test } from '@jest/globals';
import { timeZoneProblem } from '../../model/time-zone.ts';

test.each([
  ...[
    'UTC',
    'GMT',
    'Etc/UTC',
    'Etc/GMT+5',
    'Europe/Berlin',
    'America/Port-au-Prince',
    'America/Argentina/Buenos_Aires',
  ],
  // each under a name that it has now, or had once
  ...['Asia/Kolkata', 'Asia/Calcutta', 'Europe/Kyiv', 'US/Eastern', 'America/Indianapolis', 'US/East-Indiana'],
])('%s is a time zone', (zone) => expect(timeZoneProblem(zone)).toBeUndefined());

test.each([
  ['Mars/Phobos', ''],
  ['', ''],
  ['Local', ''],
  ['+02:00', ''],
  ['Europe/Berln', ' (did you mean "Europe/Berlin"?)'],
  ['europe/berlin', ' (did you mean "Europe/Berlin"?)'],
  ['America/New_york', ' (did you mean "America/New_York"?)'],
  ['us/Eastern', ' (did you mean "America/New_York"?)'],
  ['utc', ' (did you mean "UTC"?)'],
  // of Intl, and of no file
  ['PST', ' (did you mean "America/Los_Angeles"?)'],
])('"%s" is none', (zone, near) => {
  expect(timeZoneProblem(zone)).toBe(
    `is no time zone${near}; write its name in the IANA database, for example UTC or Europe/Berlin`,
  );
});
