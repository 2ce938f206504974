import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Cluster, startCluster } from '../../tools/cluster/cluster.ts';
import { CONSENT, openGivenCluster } from '../../tools/cluster/given-cluster.ts';
import { kubectl } from '../../tools/cluster/kubectl.ts';
import { withKeptLogs } from './support/kept-logs.ts';

const { namespace, label, value } = CONSENT;

let cluster: Cluster;
let kubeconfig: string;

beforeAll(async () => {
  cluster = withKeptLogs(await startCluster());
  kubeconfig = cluster.kubeconfig('platform-admin');
});

afterAll(() => cluster?.stop());

describe('a cluster that somebody else runs', () => {
  it('is left alone until it says that tests may write to it', async () => {
    await expect(openGivenCluster(kubeconfig)).rejects.toThrow('it does not say that tests may write to it');
    await kubectl(cluster, ['create', 'namespace', namespace]);
    await expect(openGivenCluster(kubeconfig)).rejects.toThrow('it does not say that tests may write to it');

    expect(await accounts()).toEqual([]);
  });

  it('knows the tests by an account of their own, as long as they run', async () => {
    await kubectl(cluster, ['label', '--overwrite', 'namespace', namespace, `${label}=${value}`]);

    const given = await openGivenCluster(kubeconfig);
    const review = await given
      .as('installer')
      .create('/apis/authentication.k8s.io/v1/selfsubjectreviews', {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'SelfSubjectReview',
      })
      .finally(() => given.stop());

    expect(review.status.userInfo.username).toBe(`system:serviceaccount:${namespace}:installer`);
    expect(await accounts()).toEqual([]);
  });
});

/** What lets the tests in: the ServiceAccount, and its binding. */
async function accounts(): Promise<readonly string[]> {
  const found = await Promise.all([
    kubectl(cluster, ['get', 'serviceaccounts', '--namespace', namespace, '--output=name']),
    kubectl(cluster, ['get', 'clusterrolebindings', '--output=name']),
  ]);
  const names = found.flatMap((text) => text.trim().split('\n'));
  return names.filter((name) => name.endsWith('/installer') || name.includes(namespace));
}
