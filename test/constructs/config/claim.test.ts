import { describe, expect, test } from '@jest/globals';
import { PersistentVolumeAccessMode } from 'cdk8s-plus-28';
import { Claim } from '../../../constructs/config/claim.ts';
import { MissingFact } from '../../../model/missing-fact.ts';
import { objectOf, testChart, testFacts } from '../../support/stack-chart.ts';

describe('Claim', () => {
  test('names the default class of the cluster and keeps the size as written', () => {
    const chart = testChart();
    new Claim(chart, 'data', { size: '1500Mi' });
    expect(objectOf(chart, 'PersistentVolumeClaim')).toEqual({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'shop' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1500Mi' } },
        storageClassName: 'standard',
        volumeMode: 'Filesystem',
      },
    });
  });

  test('takes another class and other access modes', () => {
    const chart = testChart({
      facts: testFacts({ capabilities: { storageClasses: { default: 'ssd', names: ['ssd', 'nfs'] } } }),
    });
    const claim = new Claim(chart, 'shared', {
      name: 'uploads',
      size: '1Ti',
      storageClass: 'nfs',
      accessModes: ['ReadWriteMany', PersistentVolumeAccessMode.READ_ONLY_MANY],
    });
    expect(claim.accessModes).toEqual(['ReadOnlyMany', 'ReadWriteMany']);
    expect(objectOf(chart, 'PersistentVolumeClaim', 'uploads')).toMatchObject({
      spec: { storageClassName: 'nfs', accessModes: ['ReadOnlyMany', 'ReadWriteMany'] },
    });
  });

  test('mounts as a volume that says how it may be shared', () => {
    const claim = new Claim(testChart(), 'data', { size: '1Gi' });
    expect(claim.toVolume()).toEqual({
      name: 'claim-data',
      volume: { persistentVolumeClaim: { claimName: 'data' } },
    });
    expect(claim.accessModes).toEqual(['ReadWriteOnce']);
  });

  test('needs the fact capabilities.storageClasses', () => {
    const chart = testChart({ facts: { ...testFacts(), capabilities: {} } });
    expect(() => new Claim(chart, 'data', { size: '1Gi' })).toThrow(
      new MissingFact('capabilities.storageClasses', 'the claim shop/data'),
    );
  });

  test.each([
    [
      'a class that the cluster does not have',
      { size: '1Gi', storageClass: 'standart' },
      'shop/data: storageClass "standart" is not on this cluster (did you mean "standard"?); its classes: standard',
    ],
    ['no access mode', { size: '1Gi', accessModes: [] }, 'shop/data: accessModes is empty; leave it out, or name one'],
    ['a size without number', { size: 'Gi' }, 'shop/data: size "Gi" is no quantity of storage'],
    ['a size of nothing', { size: '0Gi' }, 'shop/data: size "0Gi" is no quantity of storage'],
    [
      'a size in words',
      { size: '10 GB' },
      'shop/data: size "10 GB" is no quantity of storage; write for example "10Gi"',
    ],
    ['a long name', { size: '1Gi', name: 'x'.repeat(58) }, 'is no DNS label of at most 57 characters'],
  ])('refuses %s', (_, props, message) => {
    expect(() => new Claim(testChart(), 'data', props)).toThrow(message);
  });
});
