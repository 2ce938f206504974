import { describe, expect, test } from '@jest/globals';
import { reloaderSettingsOf } from '../../../policies/pods/reloader-settings.ts';

function operator(args: readonly string[], image = 'example.com/prometheus-operator/prometheus-operator:v0.90.1') {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'prometheus-operator' },
    spec: { template: { spec: { containers: [{ name: 'operator', image, args }] } } },
  };
}

describe('what the Prometheus operator says of its config reloader', () => {
  test('is what its flags say', () => {
    expect(
      reloaderSettingsOf([
        operator([
          '--prometheus-config-reloader=example.com/reloader:v1@sha256:0',
          '-config-reloader-cpu-request=20m',
          '--config-reloader-cpu-limit',
          '0',
          '--enable-config-reloader-probes=true',
        ]),
      ]),
    ).toEqual({
      image: 'example.com/reloader:v1@sha256:0',
      resources: { requests: { cpu: '20m', memory: '50Mi' }, limits: { memory: '50Mi' } },
      probes: true,
    });
  });

  test('is its own image and small resources where its flags say nothing', () => {
    expect(reloaderSettingsOf([operator([])])).toEqual({
      image: 'quay.io/prometheus-operator/prometheus-config-reloader:v0.90.1',
      resources: { requests: { cpu: '10m', memory: '50Mi' }, limits: { cpu: '10m', memory: '50Mi' } },
      probes: false,
    });
  });

  test('is unknown without an operator, and with two of them', () => {
    expect(reloaderSettingsOf([operator([], 'example.com/other:v1')])).toBeUndefined();
    expect(reloaderSettingsOf([operator([]), operator([])])).toBeUndefined();
  });
});
