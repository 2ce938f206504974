import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { fetchManifest } from '../../../bootstrap/install/fetch-manifest.ts';
import { parseManifest } from '../../../bootstrap/install/parse-manifest.ts';
import { prepareInstall } from '../../../bootstrap/install/prepare-install.ts';
import { manifestPin } from '../../../bootstrap/install/release.ts';
import { lockRing, lockSchema } from '../../../model/lock.ts';
import { component, folderOf, versionOf } from '../../../tools/component-cache.ts';
import { temporaryFolder } from '../../cli/binary.ts';
import { ROOT } from '../support/rendered.ts';

const ARGOCD = component('argocd');
const FOLDER = join(folderOf(ARGOCD), 'manifests');
const OF_BOTH = [
  'argocd-application-controller',
  'argocd-applicationset-controller',
  'argocd-notifications-controller',
  'argocd-repo-server',
  'argocd-server',
];
const LOCK = 'environments/prod.lock.json';

// the module of a release is what the tag of the release has, and Go has checked it against its public log
it.each([
  ['plain', 'install.yaml', ['argocd-redis']],
  ['ha', 'ha/install.yaml', ['argocd-redis-ha-haproxy', 'argocd-redis-ha-server']],
] as const)(
  'the digest that is known of the %s install is that of the release, and production has its images',
  async (variant, file, redis) => {
    const pin = manifestPin({ tag: versionOf(ARGOCD), variant }, 'prod-eu-1');
    const path = join(FOLDER, file);

    expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(pin.sha256);
    expect(pin.from).toBe(`https://raw.githubusercontent.com/argoproj/argo-cd/${versionOf(ARGOCD)}/manifests/${file}`);
    const objects = parseManifest(
      file,
      await fetchManifest({ ...pin, from: path }, { root: '/', cache: temporaryFolder(), stack: 'prod-eu-1' }),
    );
    const { images } = lockRing(lockSchema.parse(JSON.parse(readFileSync(join(ROOT, LOCK), 'utf8'))), 0);
    const workloads = prepareInstall(objects, { images, mirror: undefined, lock: LOCK, dex: false, installed: false })
      .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
      .map(({ metadata }) => metadata.name);
    expect(workloads.toSorted()).toEqual([...OF_BOTH, ...redis].toSorted());
  },
);
