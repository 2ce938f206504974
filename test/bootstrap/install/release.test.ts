import { expect, test } from '@jest/globals';
import { manifestPin, parseRelease, releaseText } from '../../../bootstrap/install/release.ts';

test.each([
  ['plain', 'install.yaml'],
  ['ha', 'ha/install.yaml'],
] as const)('the %s install of a release is the file %s of its tag', (variant, file) => {
  expect(manifestPin({ tag: 'v3.5.3', variant }, 'prod-eu-1').from).toBe(
    `https://raw.githubusercontent.com/argoproj/argo-cd/v3.5.3/manifests/${file}`,
  );
});

test('the two installs of a release have digests of their own', () => {
  const [plain, ha] = (['plain', 'ha'] as const).map(
    (variant) => manifestPin({ tag: 'v3.5.3', variant }, 'prod-eu-1').sha256,
  );

  expect(plain).toMatch(/^[0-9a-f]{64}$/);
  expect(ha).toMatch(/^[0-9a-f]{64}$/);
  expect(ha).not.toBe(plain);
});

test.each(['plain', 'ha'] as const)('a release of the variant %s is read as it was written', (variant) => {
  const release = { tag: 'v3.5.3', variant };

  expect(parseRelease(releaseText(release))).toEqual(release);
});

test.each(['', 'v3.5.3', 'v3.5.3/', 'v3.5.3/big', 'v3.5.3/ha/ha', '/ha'])('%j is no release', (text) => {
  expect(parseRelease(text)).toBeUndefined();
});
