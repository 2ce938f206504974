import { describe, expect, test } from '@jest/globals';
import { NamespaceLimits, NamespaceQuota } from '../../../constructs/namespace/index.ts';
import { objectOf, testChart } from '../../support/stack-chart.ts';

describe('NamespaceQuota', () => {
  test('bounds what was said, and load balancers', () => {
    const chart = testChart();
    new NamespaceQuota(chart, 'quota', {
      cpu: '4',
      memory: '8Gi',
      ephemeralStorage: '10Gi',
      storage: '100Gi',
      claims: 5,
      pods: 40,
      objects: { 'jobs.batch': 50 },
    });
    expect(objectOf(chart, 'ResourceQuota')).toEqual({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'quota', namespace: 'shop' },
      spec: {
        hard: {
          'count/jobs.batch': '50',
          'limits.ephemeral-storage': '10Gi',
          'limits.memory': '8Gi',
          persistentvolumeclaims: '5',
          pods: '40',
          'requests.cpu': '4',
          'requests.ephemeral-storage': '10Gi',
          'requests.memory': '8Gi',
          'requests.storage': '100Gi',
          'services.loadbalancers': '0',
          'services.nodeports': '0',
        },
      },
    });
  });

  test('leaves the node ports to load balancers where there may be some', () => {
    const chart = testChart();
    new NamespaceQuota(chart, 'quota', { loadBalancers: 1 });
    expect(objectOf(chart, 'ResourceQuota').spec).toEqual({ hard: { 'services.loadbalancers': '1' } });
  });

  test.each([
    [{ memory: '8 GB' }, 'memory: "8 GB" is no Kubernetes quantity; write for example 250m, 64Mi or 1.5'],
    [{ pods: -1 }, 'pods: -1 is no number of objects; use a whole number from 0'],
    [{ objects: { secrets: 1.5 } }, 'objects.secrets: 1.5 is no number of objects; use a whole number from 0'],
  ])('refuses %j', (props, message) => {
    expect(() => new NamespaceQuota(testChart(), 'quota', props)).toThrow(`shop/quota: ${message}`);
  });
});

describe('NamespaceLimits', () => {
  test('gives requests to containers without, and never a limit', () => {
    const chart = testChart();
    new NamespaceLimits(chart, 'limits');
    expect(objectOf(chart, 'LimitRange')).toEqual({
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'limits', namespace: 'shop' },
      spec: {
        limits: [{ type: 'Container', defaultRequest: { cpu: '10m', memory: '64Mi', 'ephemeral-storage': '64Mi' } }],
      },
    });
  });

  test('bounds containers and claims', () => {
    const chart = testChart();
    new NamespaceLimits(chart, 'limits', {
      requests: { cpu: '50m', memory: '32Mi', ephemeralStorage: '16Mi' },
      max: { memory: '2Gi', ephemeralStorage: '1Gi' },
      claims: { min: '1Gi', max: '100Gi' },
    });
    expect(objectOf(chart, 'LimitRange').spec).toEqual({
      limits: [
        {
          type: 'Container',
          defaultRequest: { cpu: '50m', memory: '32Mi', 'ephemeral-storage': '16Mi' },
          max: { memory: '2Gi', 'ephemeral-storage': '1Gi' },
        },
        { type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '100Gi' } },
      ],
    });
  });

  test.each([
    [{ max: { memory: '2Gb' } }, 'max.memory: "2Gb" is no Kubernetes quantity; write for example 250m, 64Mi or 1.5'],
    [
      { max: { memory: '32Mi' } },
      'memory: requests.memory 64Mi is more than max.memory 32Mi; lower the one or raise the other',
    ],
    [
      { claims: { min: '2Gi', max: '2000M' } },
      'claims: claims.min 2Gi is more than claims.max 2000M; lower the one or raise the other',
    ],
  ])('refuses %j', (props, message) => {
    expect(() => new NamespaceLimits(testChart(), 'limits', props)).toThrow(`shop/limits: ${message}`);
  });
});
