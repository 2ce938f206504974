import { describe, expect, test } from '@jest/globals';
import {
  type ImmutableContainerProps,
  ImmutableDeployment,
  type Mountable,
} from '../../../constructs/workload/index.ts';
import type { PodSpec } from '../../../constructs/workload/pod-template.ts';
import { IMAGE, objectOf, testChart } from '../../support/stack-chart.ts';

const config: Mountable = mountable('config-site', { configMap: { name: 'site-0123456789' } });
const secret: Mountable = mountable('secret-db', { secret: { secretName: 'db' } });
const claim: Mountable = {
  accessModes: ['ReadWriteOnce'],
  ...mountable('claim-data', { persistentVolumeClaim: { claimName: 'data' } }),
};

test('configuration and secrets are mounted read-only, claims to be written to', () => {
  const { volumes, containers } = pod({ mounts: { '/etc/site': config, '/secrets': secret, '/data': claim } });
  expect(containers[0]?.volumeMounts).toEqual([
    { name: 'config-site', mountPath: '/etc/site', readOnly: true },
    { name: 'secret-db', mountPath: '/secrets', readOnly: true },
    { name: 'claim-data', mountPath: '/data' },
  ]);
  expect(volumes).toEqual([
    { name: 'config-site', configMap: { name: 'site-0123456789' } },
    { name: 'secret-db', secret: { secretName: 'db' } },
    { name: 'claim-data', persistentVolumeClaim: { claimName: 'data' } },
  ]);
});

test('a mount can say which part, and whether it is read-only', () => {
  const { containers } = pod({
    mounts: { '/etc/site.conf': { source: config, subPath: 'site.conf' }, '/data': { source: claim, readOnly: true } },
  });
  expect(containers[0]?.volumeMounts).toEqual([
    { name: 'config-site', mountPath: '/etc/site.conf', readOnly: true, subPath: 'site.conf' },
    { name: 'claim-data', mountPath: '/data', readOnly: true },
  ]);
});

test('a claim for readers only is mounted read-only', () => {
  const { containers } = pod({ mounts: { '/data': { source: { ...claim, accessModes: ['ReadOnlyMany'] } } } });
  expect(containers[0]?.volumeMounts).toEqual([{ name: 'claim-data', mountPath: '/data', readOnly: true }]);
});

test('what two containers mount is one volume', () => {
  const { volumes } = pod({ mounts: { '/a': config } }, { name: 'other', mounts: { '/b': config } });
  expect(volumes).toEqual([{ name: 'config-site', configMap: { name: 'site-0123456789' } }]);
});

test('two different volumes of one name are refused', () => {
  const other = mountable('config-site', { configMap: { name: 'other' } });
  expect(() => pod({ mounts: { '/a': config, '/b': other } })).toThrow(
    'shop/web: two different volumes are called "config-site"; give one of their constructs another name',
  );
});

test('a path cannot be mounted and writable', () => {
  expect(() => pod({ mounts: { '/a': config }, writable: { '/a': '1Mi' } })).toThrow(
    '/a is in mounts and in writable; choose',
  );
});

describe('a writable path', () => {
  test('is scratch space named by the path', () => {
    const { volumes, containers } = pod({ writable: { '/var/cache/nginx': '1Gi' } });
    expect(volumes).toEqual([{ name: 'var-cache-nginx', emptyDir: { sizeLimit: '1Gi' } }]);
    expect(containers[0]?.volumeMounts).toEqual([{ name: 'var-cache-nginx', mountPath: '/var/cache/nginx' }]);
  });

  test('is not shared with another container', () => {
    const { volumes } = pod({ writable: { '/tmp': '1Mi' } }, { name: 'other', writable: { '/tmp': '2Mi' } });
    expect(volumes).toEqual([
      { name: 'tmp', emptyDir: { sizeLimit: '1Mi' } },
      { name: 'other-tmp', emptyDir: { sizeLimit: '2Mi' } },
    ]);
  });

  test('gets a name of its own when two paths are spelled alike', () => {
    const { volumes } = pod({ writable: { '/a/b': '1Mi', '/a-b': '1Mi' } });
    expect(volumes?.map(({ name }) => name)).toEqual(['a-b', expect.stringMatching(/^a-b-[0-9a-f]{10}$/)]);
  });

  test('has a name that is a DNS label however long it is', () => {
    const { volumes } = pod({ writable: { [`/${'long/'.repeat(20)}path`]: '1Mi' } });
    expect(volumes?.[0]?.name).toMatch(/^(long-)+lo-[0-9a-f]{10}$/);
    expect(volumes?.[0]?.name.length).toBeLessThanOrEqual(63);
  });
});

describe('resources', () => {
  test('are written as they are', () => {
    const { containers } = pod({
      resources: {
        cpu: '0.5',
        cpuLimit: '1',
        memory: '1.5Gi',
        memoryLimit: '2Gi',
        ephemeralStorage: '10Mi',
        ephemeralStorageLimit: '20Mi',
      },
    });
    expect(containers[0]?.resources).toEqual({
      requests: { cpu: '0.5', memory: '1.5Gi', 'ephemeral-storage': '10Mi' },
      limits: { cpu: '1', memory: '2Gi', 'ephemeral-storage': '20Mi' },
    });
  });

  test('that set aside more disk than the default limit raise it', () => {
    const { containers } = pod({ resources: { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' } });
    expect(containers[0]?.resources?.limits).toEqual({ memory: '1Gi', 'ephemeral-storage': '1Gi' });
  });
});

describe('the hand-over', () => {
  const prepare = { path: '/etc/app', at: '/out', command: ['/bin/render'], size: '8Mi' };

  test('is prepared by an init container and mounted read-only by the first container', () => {
    const chart = testChart();
    new ImmutableDeployment(chart, 'web', { prepare, containers: [{ image: IMAGE, user: 101 }] });
    const { volumes, containers, initContainers } = podOf(chart);
    expect(initContainers).toMatchObject([
      {
        name: 'prepare',
        image: IMAGE,
        command: ['/bin/render'],
        securityContext: { runAsUser: 101, readOnlyRootFilesystem: true },
        volumeMounts: [{ name: 'prepare-etc-app', mountPath: '/out' }],
      },
    ]);
    expect(containers[0]?.volumeMounts).toEqual([{ name: 'prepare-etc-app', mountPath: '/etc/app', readOnly: true }]);
    expect(volumes).toEqual([{ name: 'prepare-etc-app', emptyDir: { sizeLimit: '8Mi' } }]);
  });

  test('needs a container to hand over to', () => {
    expect(() => new ImmutableDeployment(testChart(), 'web', { prepare })).toThrow(
      'shop/web: prepare hands files over to the first container, and there is none; give containers',
    );
  });
});

function mountable(name: string, volume: Record<string, unknown>): Mountable {
  return { toVolume: () => ({ name, volume }) };
}

function pod(...containers: Omit<ImmutableContainerProps, 'image'>[]): PodSpec {
  const chart = testChart();
  new ImmutableDeployment(chart, 'web', {
    replicas: 1,
    containers: containers.map((container) => ({ image: IMAGE, ...container })),
  });
  return podOf(chart);
}

function podOf(chart: ReturnType<typeof testChart>): PodSpec {
  const { spec } = objectOf(chart, 'Deployment') as unknown as { spec: { template: { spec: PodSpec } } };
  return spec.template.spec;
}
