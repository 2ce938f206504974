import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { fetchManifest } from '../../../bootstrap/install/fetch-manifest.ts';
import { temporaryFolder } from '../../cli/binary.ts';

const TEXT = 'kind: Namespace\n';
const SHA256 = createHash('sha256').update(TEXT).digest('hex');

test('a file is read relative to the root of the repository', async () => {
  const root = temporaryFolder();
  writeFileSync(join(root, 'install.yaml'), TEXT);

  expect(await fetchManifest({ from: 'install.yaml', sha256: SHA256 }, { root, cache: root })).toBe(TEXT);
});

test('a file with another digest is refused', async () => {
  const root = temporaryFolder();
  writeFileSync(join(root, 'install.yaml'), 'kind: Secret\n');

  await expect(fetchManifest({ from: 'install.yaml', sha256: SHA256 }, { root, cache: root })).rejects.toThrow(
    `not ${SHA256}; nothing was installed`,
  );
});

test('a download that is in the cache is not downloaded again', async () => {
  const cache = temporaryFolder();
  writeFileSync(join(cache, `${SHA256}.yaml`), TEXT);

  const pin = { from: 'https://127.0.0.1:1/install.yaml', sha256: SHA256 };
  expect(await fetchManifest(pin, { root: cache, cache })).toBe(TEXT);
});

test('what somebody changed in the cache is not trusted', async () => {
  const cache = temporaryFolder();
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, `${SHA256}.yaml`), 'kind: Secret\n');

  const pin = { from: 'https://127.0.0.1:1/install.yaml', sha256: SHA256 };
  await expect(fetchManifest(pin, { root: cache, cache })).rejects.toThrow('cannot be downloaded');
});

test('an address that anybody on the way could answer for is refused', async () => {
  const pin = { from: 'http://example.com/install.yaml', sha256: SHA256 };

  await expect(fetchManifest(pin, { root: '/', cache: '/' })).rejects.toThrow('is no https:// address');
});

test('a file that is not there is named', async () => {
  const root = temporaryFolder();

  await expect(fetchManifest({ from: 'none.yaml', sha256: SHA256 }, { root, cache: root })).rejects.toThrow(
    'none.yaml: cannot be read (ENOENT)',
  );
});
