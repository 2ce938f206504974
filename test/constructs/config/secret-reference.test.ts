import { describe, expect, test } from '@jest/globals';
import { SecretReference } from '../../../constructs/config/secret-reference.ts';
import { MissingFact } from '../../../model/missing-fact.ts';
import { objectOf, testChart, testFacts } from '../../support/stack-chart.ts';

describe('SecretReference', () => {
  test('renders an ExternalSecret that reads from the store of the cluster', () => {
    const chart = testChart();
    new SecretReference(chart, 'db', {
      keys: { password: { key: 'prod/db', property: 'password' }, 'ca.crt': { key: 'prod/db-ca' } },
      refreshInterval: '15m',
    });
    expect(objectOf(chart, 'ExternalSecret')).toEqual({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: 'db', namespace: 'shop' },
      spec: {
        refreshPolicy: 'Periodic',
        refreshInterval: '15m',
        secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
        target: { name: 'db', creationPolicy: 'Owner', deletionPolicy: 'Retain' },
        data: [
          {
            secretKey: 'password',
            remoteRef: {
              key: 'prod/db',
              property: 'password',
              conversionStrategy: 'Default',
              decodingStrategy: 'None',
              metadataPolicy: 'None',
            },
          },
          {
            secretKey: 'ca.crt',
            remoteRef: {
              key: 'prod/db-ca',
              conversionStrategy: 'Default',
              decodingStrategy: 'None',
              metadataPolicy: 'None',
            },
          },
        ],
      },
    });
  });

  test('asks the store once an hour unless said otherwise', () => {
    const chart = testChart();
    new SecretReference(chart, 'db', { keys: { password: { key: 'db' } } });
    expect(objectOf(chart, 'ExternalSecret')).toMatchObject({ spec: { refreshInterval: '1h' } });
  });

  test('mounts as files that others cannot read', () => {
    const secret = new SecretReference(testChart(), 'db', { keys: { password: { key: 'db' } } });
    expect(secret.toVolume()).toEqual({
      name: 'secret-db',
      volume: { secret: { secretName: 'db', defaultMode: 288 } },
    });
  });

  test('needs the fact capabilities.secretStore', () => {
    const chart = testChart({ facts: { ...testFacts(), capabilities: {} } });
    expect(() => new SecretReference(chart, 'db', { keys: { password: { key: 'db' } } })).toThrow(
      new MissingFact('capabilities.secretStore', 'the ExternalSecret shop/db'),
    );
  });

  test.each([
    ['no keys', { keys: {} }, 'shop/db: has no keys; say which values of the store it refers to'],
    ['a key that is no file name', { keys: { 'a/b': { key: 'db' } } }, 'shop/db: key "a/b" is no file name'],
    ['an empty path', { keys: { a: { key: '' } } }, 'shop/db: key "a" names no secret of the store'],
    [
      'an interval that is no duration',
      { keys: { a: { key: 'db' } }, refreshInterval: '1 hour' },
      'shop/db: refreshInterval "1 hour" is no duration; write for example "15m" or "1h"',
    ],
    ['a long name', { name: 'x'.repeat(57), keys: { a: { key: 'db' } } }, 'is no DNS label of at most 56 characters'],
  ])('refuses %s', (_, props, message) => {
    expect(() => new SecretReference(testChart(), 'db', props)).toThrow(message);
  });
});
