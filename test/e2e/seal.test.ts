import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tryKubectl } from '../../tools/cluster/kubectl.ts';
import { attempts } from './support/attempts.ts';
import { DEVELOPER, deploySealed, type SealedCluster } from './support/sealed-cluster.ts';
import { pods } from './support/workloads.ts';

let sealed: SealedCluster;

beforeAll(async () => {
  sealed = await deploySealed('prod-eu-1');
}, 400_000);

afterAll(() => sealed?.stop());

describe('a developer with all rights', () => {
  it('is refused', async () => {
    const [pod] = await pods(sealed.cluster, 'podinfo');
    const [rs] = await sealed.cluster.as('installer').list('/apis/apps/v1/namespaces/podinfo/replicasets');
    for (const attempt of attempts({ pod: pod?.metadata.name ?? '', replicaSet: rs?.metadata.name ?? '' })) {
      const { status, body } = await sealed.send(DEVELOPER, attempt);
      console.log(attempt.title, status, body.slice(0, 500));
    }
    expect(tryKubectl).toBeDefined();
  });
});
