import { describe, expect, test } from '@jest/globals';
import { catalog } from '../../../stacks/apps/catalog.ts';
import { objectOf, objectsOf } from '../../support/stack-chart.ts';
import { imageOf, mountsOf, rendered, type TestPod } from './rendered.ts';

function podOf(chart: ReturnType<typeof rendered>, kind: string): TestPod {
  return (objectOf(chart, kind).spec as { template: { spec: TestPod } }).template.spec;
}

describe('the stack apps/catalog', () => {
  const chart = rendered(catalog, { host: 'catalog.example.com' });

  test('writes its configuration in an init container, and reads it without being able to write', () => {
    const pod = podOf(chart, 'Deployment');
    const [prepare, ...others] = pod.initContainers ?? [];
    expect(others).toEqual([]);
    expect(prepare?.image).toBe(imageOf('docker.io/library/busybox'));
    const shared = { emptyDir: { sizeLimit: '64Mi' } };
    expect(mountsOf(pod, prepare)).toEqual({ '/etc/catalog': shared });
    expect(mountsOf(pod, pod.containers[0])).toMatchObject({ '/etc/catalog': ['read-only', shared] });
  });

  test('gets its key as a file from the secret store of the cluster', () => {
    const pod = podOf(chart, 'Deployment');
    expect(mountsOf(pod, pod.containers[0])).toMatchObject({
      '/secrets/signing': ['read-only', { secret: { secretName: 'catalog-signing' } }],
    });
    expect(objectOf(chart, 'ExternalSecret').spec).toMatchObject({
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
      data: [{ secretKey: 'key.pem', remoteRef: { key: 'catalog/signing', property: 'private-key' } }],
    });
    expect(objectsOf(chart).map(({ kind }) => kind)).not.toContain('Secret');
  });

  test('brings its data up to date before each sync, by a Job that the next one replaces', () => {
    const job = objectOf(chart, 'Job');
    expect(job.metadata.name).toBe('catalog-migrate');
    expect(job.metadata.annotations).toMatchObject({ 'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation' });
    expect(job.metadata.annotations).toMatchObject({
      'argocd.argoproj.io/hook': 'Sync',
      'argocd.argoproj.io/sync-wave': '-1',
    });
    expect(podOf(chart, 'Job').containers[0]?.command).toEqual([
      'redis-cli',
      '-h',
      'redis.redis.svc',
      'SET',
      'catalog:schema',
      '1',
    ]);
  });

  test.each(['catalog', 'catalog-migrate'])('lets %s connect to Redis', (name) => {
    expect(objectOf(chart, 'NetworkPolicy', `${name}-to-redis.redis`).spec).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'catalog', 'app.kubernetes.io/name': name } },
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'redis' } },
              podSelector: {
                matchLabels: { 'app.kubernetes.io/instance': 'redis', 'app.kubernetes.io/name': 'redis' },
              },
            },
          ],
          ports: [{ port: 6379, protocol: 'TCP' }],
        },
      ],
    });
  });
});
