import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { configSchema } from '../../../model/config.ts';
import { ownersFile } from '../../../pipeline/owners/owners-file.ts';
import { NO_RULES } from '../../support/no-rules.ts';
import { ProjectFolder } from '../../support/project-folder.ts';

const repository = { url: 'https://git.example.com/acme/platform.git', branch: 'main' };
const TEXT = '# Rendered by Stele from stele.config.ts. Do not edit.\n\n* @acme/platform\n';

let folder: ProjectFolder;
beforeEach(() => {
  folder = new ProjectFolder([]);
});
afterEach(() => folder.remove());

function owners() {
  const config = configSchema.parse({ repository });
  return ownersFile({ root: folder.root, config, environments: [], sources: new Map(), rules: NO_RULES });
}

function names(): string[] {
  return readdirSync(folder.root).filter((name) => name.startsWith('CODEOWNERS'));
}

describe('CODEOWNERS', () => {
  test('is written when it is missing, and then left alone', () => {
    expect(owners().compare()).toEqual([{ path: 'CODEOWNERS', why: 'is missing' }]);
    expect(owners().write()).toEqual(['CODEOWNERS']);
    expect(readFileSync(join(folder.root, 'CODEOWNERS'), 'utf8')).toBe(TEXT);
    expect(owners().compare()).toEqual([]);
    expect(owners().write()).toEqual([]);
  });

  test.each([
    ['has to be written', TEXT.replace('platform', 'before')],
    ['is as it has to be', TEXT],
  ])('leaves nothing of a run that was killed when it %s', (_when, before) => {
    writeFileSync(join(folder.root, 'CODEOWNERS'), before);
    writeFileSync(join(folder.root, 'CODEOWNERS.tmp'), TEXT.slice(0, 70));
    owners().write();
    expect(names()).toEqual(['CODEOWNERS']);
    expect(readFileSync(join(folder.root, 'CODEOWNERS'), 'utf8')).toBe(TEXT);
  });

  test('is that of this repository when it is rendered for another one', () => {
    const config = configSchema.parse({ repository: { ...repository, url: 'file:///srv/trial.git' } });
    const writtenConfig = configSchema.parse({ repository });
    const project = { root: folder.root, config, writtenConfig, environments: [], sources: new Map(), rules: NO_RULES };
    ownersFile(project).write();
    expect(readFileSync(join(folder.root, 'CODEOWNERS'), 'utf8')).toBe(TEXT);
  });

  test('that is not Stele’s is refused', () => {
    writeFileSync(join(folder.root, 'CODEOWNERS'), '* @acme/everybody\n');
    expect(owners).toThrow("CODEOWNERS: does not begin with the line that makes it Stele's");
  });
});
