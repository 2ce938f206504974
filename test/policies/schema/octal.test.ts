import { expect, it } from '@jest/globals';
import { meantMode, octal } from '../../../policies/schema/octal.ts';

it.each([
  [400, 0o400],
  [440, 0o440],
  [444, 0o444],
  [500, 0o500],
  [555, 0o555],
  [644, 0o644],
  [755, 0o755],
])('takes %p for octal digits', (written, meant) => expect(meantMode(written)).toBe(meant));

it.each([0o400, 0o440, 0o444, 0o555, 0o600, 0o640, 0o644, 0o750, 0o755, 0o777, 0, 420, 511, 288, 1000, -1])(
  'takes %p as it stands',
  (mode) => expect(meantMode(mode)).toBeUndefined(),
);

it('writes a mode as YAML 1.1 reads it', () => expect([octal(288), octal(0)]).toEqual(['0440', '0000']));
