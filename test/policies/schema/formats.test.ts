import { describe, expect, it } from '@jest/globals';
import { isBase64, isDateTime, isQuantity } from '../../../policies/schema/formats.ts';

describe('texts that Go reads into something else', () => {
  it.each(['0', '1', '-1', '+1', '1.', '.5', '1.5', '100m', '64Mi', '1k', '1e3', '1E3', '1E', '5e-1', ' 1Gi ', 7, 1.5])(
    '%p is a quantity',
    (value) => expect(isQuantity(value)).toBe(true),
  );
  it.each(['', '.', 'm', '1 Gi', '1mi', '1MB', '1K', '1e', '1Gi1', '0x1', 'NaN', Number.NaN, true, null])(
    '%p is no quantity',
    (value) => expect(isQuantity(value)).toBe(false),
  );

  it.each(['', 'aGVsbG8=', 'aGVsbG8h', 'YQ==', 'aGVs\nbG8=\n'])('%p is base64', (value) =>
    expect(isBase64(value)).toBe(true),
  );
  it.each(['a', 'hello', 'YQ', 'YQ=', 'a b=', 'aGVsbG8-', 'YQ==YQ=='])('%p is not base64', (value) =>
    expect(isBase64(value)).toBe(false),
  );

  it.each(['2024-02-29T00:00:00Z', '2024-01-01T23:59:59.123456+02:00'])('%p is a time', (value) =>
    expect(isDateTime(value)).toBe(true),
  );
  it.each(['', '2024-01-01', '2024-01-01 00:00:00Z', '2023-02-29T00:00:00Z', '2024-13-01T00:00:00Z', 'now'])(
    '%p is no time',
    (value) => expect(isDateTime(value)).toBe(false),
  );
});
