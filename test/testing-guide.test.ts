import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { CHECKOUT } from './support/project-folder.ts';

const GUIDE = readFileSync(join(CHECKOUT, 'docs/testing.md'), 'utf8');
const STAGES = join(CHECKOUT, 'tools/cluster/stages');

it('docs/testing.md lists every Stage that plays a part in the cluster of the tests, with its file', () => {
  const stages = readdirSync(STAGES).flatMap((file) =>
    parseAllDocuments(readFileSync(join(STAGES, file), 'utf8')).map(
      (document) => [String(document.getIn(['metadata', 'name'])), file] as const,
    ),
  );
  const rows = GUIDE.split('\n').filter((line) => line.startsWith('| `'));

  const unlisted = stages.filter(
    ([name, file]) => !rows.some((row) => row.includes(`\`${name}\``) && row.includes(`\`${file}\``)),
  );
  expect(unlisted).toEqual([]);
});
