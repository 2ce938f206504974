import { expect, test } from '@jest/globals';
import { ContainerRestartPolicy } from 'cdk8s-plus-28';
import { ImmutableDeployment } from '../../../constructs/workload/index.ts';
import { IMAGE, objectOf, testChart } from '../../support/stack-chart.ts';
import { labelsOf } from './expected.ts';

const metadata = { name: 'web', namespace: 'shop', labels: labelsOf('web') };
const group = 'rbac.authorization.k8s.io';

test('permissions are a Role and a RoleBinding named as the workload', () => {
  const { chart, web } = deployment();
  web.permissions([{ resources: ['configmaps'], verbs: ['get', 'watch'], resourceNames: ['leader'] }]);
  web.permissions([{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'] }]);
  expect(objectOf(chart, 'Role')).toEqual({
    apiVersion: `${group}/v1`,
    kind: 'Role',
    metadata,
    rules: [
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'watch'], resourceNames: ['leader'] },
      { apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'] },
    ],
  });
  expect(objectOf(chart, 'RoleBinding')).toEqual({
    apiVersion: `${group}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: group, kind: 'Role', name: 'web' },
    subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }],
  });
});

test('permissions mount a token that expires within an hour, and automounting stays off', () => {
  const { chart, web } = deployment();
  web.permissions([{ resources: ['configmaps'], verbs: ['get'] }]);
  expect(objectOf(chart, 'Deployment').spec).toMatchObject({
    template: {
      spec: {
        automountServiceAccountToken: false,
        containers: [
          {
            volumeMounts: [
              { name: 'api-token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
            ],
          },
        ],
        volumes: [
          {
            name: 'api-token',
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
      },
    },
  });
});

test('permissions give init containers and sidecars the token, too', () => {
  const { chart, web } = deployment();
  web.addInitContainer({ name: 'wait', image: IMAGE });
  web.addInitContainer({ name: 'watch', image: IMAGE, restartPolicy: ContainerRestartPolicy.ALWAYS });
  web.addContainer({ name: 'proxy', image: IMAGE });
  web.permissions([{ resources: ['configmaps'], verbs: ['get'] }]);
  const mounting = (name: string) => ({
    name,
    volumeMounts: [{ name: 'api-token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true }],
  });
  expect(objectOf(chart, 'Deployment').spec).toMatchObject({
    template: {
      spec: {
        initContainers: [mounting('wait'), mounting('watch')],
        containers: [mounting('web'), mounting('proxy')],
      },
    },
  });
});

test('permissions open the way to the API server', () => {
  const { chart, web } = deployment();
  web.permissions([{ resources: ['configmaps'], verbs: ['get'] }]);
  expect(objectOf(chart, 'NetworkPolicy').metadata.name).toBe('web-to-api-server');
});

test('permissions for the whole cluster are named by stack and workload, and have no namespace', () => {
  const { chart, web } = deployment(testChart({ team: 'platform' }));
  web.clusterPermissions([{ resources: ['nodes'], verbs: ['list'] }]);
  expect(objectOf(chart, 'ClusterRole').metadata).toMatchObject({ name: 'shop-web' });
  expect(objectOf(chart, 'ClusterRoleBinding')).toMatchObject({
    metadata: { name: 'shop-web' },
    roleRef: { kind: 'ClusterRole', name: 'shop-web' },
    subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }],
  });
});

test('permissions for the whole cluster are refused to a stack of another team than the platform team', () => {
  const { web } = deployment(testChart({ platformTeam: 'ops' }));
  expect(() => web.clusterPermissions([{ resources: ['nodes'], verbs: ['list'] }])).toThrow(
    'shop/web: clusterPermissions() is for stacks of the platform team "ops", and stack shop is of team "web"; use permissions() for its own namespace, or let a stack of "ops" render the workload',
  );
});

test("cdk8s-plus's own permissions work beside them", () => {
  const { chart, web } = deployment();
  const { web: other } = deployment(chart, 'other');
  web.permissions.grantRead(other);
  expect(objectOf(chart, 'Role')).toMatchObject({
    rules: [
      { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['web'], verbs: ['get', 'list', 'watch'] },
    ],
  });
});

test('permissions without verbs are refused', () => {
  expect(() => deployment().web.permissions([{ resources: ['configmaps'], verbs: [] }])).toThrow(
    'shop/web: permissions need rules with resources and verbs',
  );
});

function deployment(chart = testChart(), name = 'web'): { chart: typeof chart; web: ImmutableDeployment } {
  return { chart, web: new ImmutableDeployment(chart, name, { containers: [{ image: IMAGE }] }) };
}
