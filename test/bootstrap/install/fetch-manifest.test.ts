import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, describe, expect, test } from '@jest/globals';
import { fetchManifest } from '../../../bootstrap/install/fetch-manifest.ts';
import { temporaryFolder } from '../../cli/binary.ts';
import { type LoopbackApi, loopbackApi } from '../support/loopback-api.ts';

const TEXT = 'kind: Namespace\n';
const STACK = 'prod-eu-1';
const SHA256 = createHash('sha256').update(TEXT).digest('hex');

test('a file is read relative to the root of the repository', async () => {
  const root = temporaryFolder();
  writeFileSync(join(root, 'install.yaml'), TEXT);

  expect(
    await fetchManifest({ from: 'install.yaml', sha256: SHA256 }, { root, cache: temporaryFolder(), stack: STACK }),
  ).toBe(TEXT);
});

test('a file with another digest is refused', async () => {
  const root = temporaryFolder();
  writeFileSync(join(root, 'install.yaml'), 'kind: Secret\n');

  await expect(
    fetchManifest({ from: 'install.yaml', sha256: SHA256 }, { root, cache: temporaryFolder(), stack: STACK }),
  ).rejects.toThrow(`not ${SHA256}; nothing was installed; find out who changed it before you trust another digest`);
});

test('what was read from a file is kept, for when the file has moved on', async () => {
  const [root, cache] = [temporaryFolder(), temporaryFolder()];
  writeFileSync(join(root, 'install.yaml'), TEXT);
  await fetchManifest({ from: 'install.yaml', sha256: SHA256 }, { root, cache, stack: STACK });

  const pin = { from: 'https://127.0.0.1:1/install.yaml', sha256: SHA256 };
  expect(await fetchManifest(pin, { root, cache, stack: STACK })).toBe(TEXT);
});

test('where nothing can be kept, it is read all the same', async () => {
  const root = temporaryFolder();
  writeFileSync(join(root, 'install.yaml'), TEXT);

  const options = { root, cache: join(root, 'install.yaml'), stack: STACK };
  expect(await fetchManifest({ from: 'install.yaml', sha256: SHA256 }, options)).toBe(TEXT);
});

describe('over HTTPS', () => {
  test('a manifest is downloaded once', async () => {
    const api = await trusted(TEXT);
    const cache = temporaryFolder();
    const pin = { from: `${api.server}/install.yaml`, sha256: SHA256 };

    expect(await fetchManifest(pin, { root: cache, cache, stack: STACK })).toBe(TEXT);
    expect(await fetchManifest(pin, { root: cache, cache, stack: STACK })).toBe(TEXT);
    expect(api.asked).toEqual(['GET /install.yaml']);
  });

  test('a manifest with another digest is refused, and not kept', async () => {
    const api = await trusted('kind: Secret\n');
    const cache = temporaryFolder();
    const pin = { from: `${api.server}/install.yaml`, sha256: SHA256 };

    await expect(fetchManifest(pin, { root: cache, cache, stack: STACK })).rejects.toThrow(
      `not ${SHA256}; nothing was installed; find the manifest that has the SHA-256 ${SHA256}, and name it: ` +
        'pulumi config set --stack prod-eu-1 manifest FILE, ' +
        `and pulumi config set --stack prod-eu-1 manifestSha256 ${SHA256}`,
    );
    expect(readdirSync(cache)).toEqual([]);
  });

  test('what is larger than any manifest is not read to its end', async () => {
    const api = await trusted('#'.repeat(33 * 2 ** 20));
    const cache = temporaryFolder();

    await expect(
      fetchManifest({ from: `${api.server}/install.yaml`, sha256: SHA256 }, { root: cache, cache, stack: STACK }),
    ).rejects.toThrow('is no install manifest: it is too large; find the manifest');
  });

  test('a server that has none is named', async () => {
    const api = await trusted(TEXT);
    const cache = temporaryFolder();

    await expect(
      fetchManifest({ from: `${api.server}/none`, sha256: SHA256 }, { root: cache, cache, stack: STACK }),
    ).rejects.toThrow(`${api.server}/none: the server answered 404; find the manifest`);
  });

  test('a server that no authority vouches for is not trusted', async () => {
    const api = await loopbackApi({ 'GET /install.yaml': { body: TEXT } });
    setDefaultCACertificates(ORDINARY);
    const cache = temporaryFolder();

    await expect(
      fetchManifest({ from: `${api.server}/install.yaml`, sha256: SHA256 }, { root: cache, cache, stack: STACK }),
    ).rejects.toThrow('cannot be downloaded (');
  });
});

/** Serves a manifest under a certificate that this process trusts. */
async function trusted(text: string): Promise<LoopbackApi> {
  const api = await loopbackApi({ 'GET /install.yaml': { body: text } });
  setDefaultCACertificates([...ORDINARY, api.certificate]);
  return api;
}

const ORDINARY = getCACertificates('default');
afterAll(() => setDefaultCACertificates(ORDINARY));

test('a download that is in the cache is not downloaded again', async () => {
  const cache = temporaryFolder();
  writeFileSync(join(cache, `${SHA256}.yaml`), TEXT);

  const pin = { from: 'https://127.0.0.1:1/install.yaml', sha256: SHA256 };
  expect(await fetchManifest(pin, { root: cache, cache, stack: STACK })).toBe(TEXT);
});

test('what somebody changed in the cache is not trusted', async () => {
  const cache = temporaryFolder();
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, `${SHA256}.yaml`), 'kind: Secret\n');

  const pin = { from: 'https://127.0.0.1:1/install.yaml', sha256: SHA256 };
  await expect(fetchManifest(pin, { root: cache, cache, stack: STACK })).rejects.toThrow('cannot be downloaded');
});

test('an address that anybody on the way could answer for is refused', async () => {
  const pin = { from: 'http://example.com/install.yaml', sha256: SHA256 };

  await expect(fetchManifest(pin, { root: '/', cache: '/none', stack: STACK })).rejects.toThrow(
    'is no https:// address',
  );
});

test('a file that is not there is named', async () => {
  const root = temporaryFolder();

  await expect(
    fetchManifest({ from: 'none.yaml', sha256: SHA256 }, { root, cache: temporaryFolder(), stack: STACK }),
  ).rejects.toThrow('none.yaml: cannot be read (ENOENT)');
});
