import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { coverageDocumentation } from '../../cli/coverage-docs.ts';
import { discoverCommands } from '../../cli/discover.ts';
import { cliDocumentation } from '../../cli/docs.ts';
import { rulesDocumentation } from '../../cli/rules-docs.ts';
import { ownRules, upstreamFamilies } from '../../pipeline/index.ts';
import { upstreamReasons } from '../../policies/upstream-reasons.ts';

test('docs/cli.md is what npm run docs writes', async () => {
  const committed = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
  expect(committed).toBe(cliDocumentation(await discoverCommands()));
});

test('docs/rules.md is what npm run docs writes', async () => {
  const committed = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
  expect(committed).toBe(rulesDocumentation(await ownRules()));
});

test('docs/rules-coverage.md is what npm run docs writes', async () => {
  const committed = readFileSync(new URL('../../docs/rules-coverage.md', import.meta.url), 'utf8');
  expect(committed).toBe(coverageDocumentation(await ownRules(), upstreamFamilies(), upstreamReasons()));
});
