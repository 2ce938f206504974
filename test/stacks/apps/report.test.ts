import { describe, expect, test } from '@jest/globals';
import { report } from '../../../stacks/apps/report.ts';
import { objectOf } from '../../support/stack-chart.ts';
import { mountsOf, rendered, type TestPod } from './rendered.ts';

describe('the stack apps/report', () => {
  const chart = rendered(report, { schedule: '*/30 * * * *' });
  const spec = objectOf(chart, 'CronJob').spec as { jobTemplate: { spec: { template: { spec: TestPod } } } };
  const pod = spec.jobTemplate.spec.template.spec;

  test('runs when it is told to, in UTC, one at a time', () => {
    expect(spec).toMatchObject({ schedule: '*/30 * * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' });
  });

  test('gets a token of its own that expires within the hour', () => {
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(mountsOf(pod, pod.containers[0])).toEqual({
      '/var/run/secrets/kubernetes.io/serviceaccount': [
        'read-only',
        {
          projected: {
            sources: [
              { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
              { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
              {
                downwardAPI: {
                  items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
                },
              },
            ],
          },
        },
      ],
    });
  });

  test('may read the pods of its own namespace, and nothing else', () => {
    expect(objectOf(chart, 'Role').rules).toEqual([{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }]);
    expect(objectOf(chart, 'RoleBinding')).toMatchObject({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'report' },
      subjects: [{ kind: 'ServiceAccount', name: 'report', namespace: 'report' }],
    });
  });

  test('may connect to the API server, and to nothing else', () => {
    expect(objectOf(chart, 'NetworkPolicy').spec).toMatchObject({
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: [{ port: 6443, protocol: 'TCP' }] }],
    });
  });
});
