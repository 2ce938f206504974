import { describe, expect, test } from '@jest/globals';
import { printable, printableJson } from '../../cli/printable.ts';

describe('printable text', () => {
  test('shows what a terminal would act on', () => {
    expect(printable('a\u001b[31mb\u0000\u007f\u009b\u202e\u2066')).toBe(
      'a\\u{1b}[31mb\\u{0}\\u{7f}\\u{9b}\\u{202e}\\u{2066}',
    );
  });

  test('stays on one line', () => {
    expect(printable('a\r\n  b\u2028c')).toBe('a b\\u{2028}c');
  });

  test('keeps every script and emoji', () => {
    const text = 'größe 東京 🏳️‍🌈 नमस्ते';
    expect(printable(text)).toBe(text);
  });
});

describe('printable JSON', () => {
  test('reads back as the same value', () => {
    const value = { text: 'a\u001b\u007f\u009b\u202e\u2028\u{1f600}', list: ['\n'] };
    expect(JSON.parse(printableJson(value))).toEqual(value);
  });

  test('holds nothing that a terminal would act on', () => {
    expect(printableJson(['\u001b\u007f\u009b\u202e'])).toBe('[\n  "\\u001b\\u007f\\u009b\\u202e"\n]');
  });
});
