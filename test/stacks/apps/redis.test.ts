import { describe, expect, test } from '@jest/globals';
import { redis } from '../../../stacks/apps/redis.ts';
import { objectOf, objectsOf } from '../../support/stack-chart.ts';
import { rendered } from './rendered.ts';

describe('the stack apps/redis', () => {
  const chart = rendered(redis, { storage: '20Gi', memory: '1Gi' });

  test('keeps its data on a claim of the cluster’s class, which outlives it', () => {
    expect(objectOf(chart, 'StatefulSet').spec).toMatchObject({
      serviceName: 'redis-headless',
      replicas: 1,
      volumeClaimTemplates: [
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: { name: 'data' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: '20Gi' } },
            storageClassName: 'standard',
            volumeMode: 'Filesystem',
          },
        },
      ],
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    });
  });

  test('cannot lock itself out: no pod waits for another one, and nothing forbids to evict the only one', () => {
    expect(objectOf(chart, 'StatefulSet').spec).toMatchObject({
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
    });
    expect(objectsOf(chart).map(({ kind }) => kind)).not.toContain('PodDisruptionBudget');
    // a pod that is not ready is found by its peers
    expect(objectOf(chart, 'Service', 'redis-headless').spec).toMatchObject({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
    });
  });

  test('lets in what the catalog runs, and nothing else', () => {
    const policies = objectsOf(chart).filter(({ kind }) => kind === 'NetworkPolicy');
    const peer = (name: string) => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'catalog' } },
      podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'catalog', 'app.kubernetes.io/name': name } },
    });
    expect(policies.map(({ spec }) => (spec as { ingress: object[] }).ingress)).toEqual(
      ['catalog', 'catalog-migrate'].map((name) => [{ from: [peer(name)], ports: [{ port: 6379, protocol: 'TCP' }] }]),
    );
  });
});
