import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ownRules } from '../../pipeline/check/rules.ts';
import { violationsOf } from './support/rule-examples.ts';

const rules = await ownRules();

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('stands in the file of its name, and starts as ids do', () => {
    const files = readdirSync(new URL('../../policies/rules/', import.meta.url));
    expect(files.map((file) => basename(file, '.ts'))).toContain(id);
    expect(id).toMatch(/^(require|no|valid|unique)(-[a-z]+)+$/);
  });

  test('has at least one example of each kind', () => {
    expect(rule.examples.pass.length).toBeGreaterThan(0);
    expect(rule.examples.fail.length).toBeGreaterThan(0);
  });

  test.each(rule.examples.pass.map((example) => [example.title, example] as const))('passes: %s', (_, example) => {
    expect(violationsOf(rule, example)).toEqual([]);
  });

  test.each(rule.examples.fail.map((example) => [example.title, example] as const))('fails: %s', (_, example) => {
    expect(violationsOf(rule, example).map(({ pointer }) => pointer)).toEqual(example.at);
  });
});
