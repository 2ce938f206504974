import { describe, expect, it } from '@jest/globals';
import { argocdChart, patchesOf, STAGING, stagingWith, workloadsOf } from '../../support/argocd-chart.ts';
import { DIGEST, objectOf, objectsOf } from '../../support/stack-chart.ts';

describe('platform/argocd', () => {
  it('renders the settings, the upstream install and what its pods may connect to', () => {
    expect(
      objectsOf(argocdChart()).map(({ kind, metadata }) => `${metadata.namespace}/${kind}/${metadata.name}`),
    ).toEqual([
      'argocd/ConfigMap/argocd-cm',
      'argocd/ConfigMap/argocd-rbac-cm',
      'argocd/ConfigMap/argocd-cmd-params-cm',
      'argocd/Application/argocd-upstream',
      'argocd/NetworkPolicy/argocd-to-api-server',
      'argocd/NetworkPolicy/argocd-to-repo-server',
      'argocd/NetworkPolicy/argocd-to-redis',
      'argocd/NetworkPolicy/argocd-to-git',
      'argocd/ServiceMonitor/argocd',
      'argocd/PrometheusRule/argocd',
    ]);
  });

  it('is not monitored where no Prometheus operator runs', () => {
    const facts = stagingWith({ capabilities: { prometheusOperator: false } });
    const kinds = objectsOf(argocdChart({}, facts)).map(({ kind }) => kind);
    expect(kinds).not.toContain('ServiceMonitor');
    expect(kinds).not.toContain('PrometheusRule');
  });

  it('lets nobody in, and ends a sync that waits too long', () => {
    const chart = argocdChart();
    expect(objectOf(chart, 'ConfigMap', 'argocd-cm').data).toMatchObject({
      'admin.enabled': 'false',
      'users.anonymous.enabled': 'false',
      'exec.enabled': 'false',
      'application.resourceTrackingMethod': 'annotation',
    });
    expect(objectOf(chart, 'ConfigMap', 'argocd-rbac-cm').data).toEqual({ 'policy.default': '', 'policy.csv': '' });
    expect(objectOf(chart, 'ConfigMap', 'argocd-cmd-params-cm')).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'argocd-cmd-params-cm',
        namespace: 'argocd',
        labels: { 'app.kubernetes.io/name': 'argocd-cmd-params-cm', 'app.kubernetes.io/part-of': 'argocd' },
      },
      data: {
        'controller.sync.timeout.seconds': '300',
        'controller.diff.server.side': 'true',
        'reposerver.enable.git.submodule': 'false',
        'applicationsetcontroller.enable.scm.providers': 'false',
      },
    });
  });

  it('pins the install to the commit of the release, and its images to the digests of the lock', () => {
    expect(objectOf(argocdChart(), 'Application').spec).toHaveProperty(
      'source.targetRevision',
      'c9c369efcc5b2a0bd720803f8d14a1c3eaddf579',
    );
    const facts = stagingWith({ registryMirror: { 'quay.io': 'mirror.example.com:5000/quay' } });
    expect(objectOf(argocdChart({}, facts), 'Application').spec).toHaveProperty('source.kustomize.images', [
      `quay.io/argoproj/argocd=mirror.example.com:5000/quay/argoproj/argocd:v3.5.3@${DIGEST}`,
      `public.ecr.aws/docker/library/redis=public.ecr.aws/docker/library/redis:8.2.3-alpine@${DIGEST}`,
    ]);
  });

  it('has Git name the old place of a moved file, too', () => {
    const [patch] = patchesOf(argocdChart()).filter((one) => one.patch.includes('GIT_CONFIG_GLOBAL'));
    expect(patch?.target).toEqual({ kind: 'Deployment', name: 'argocd-repo-server' });
    expect(JSON.parse(patch?.patch ?? '').spec.template).toMatchObject({
      metadata: { annotations: { 'parameters.stele.dev/gitconfig': '[diff]\n\trenames = false\n' } },
      spec: { containers: [{ name: 'argocd-repo-server' }] },
    });
  });

  it("gives every container of upstream's requests, limits and bounded scratch space", () => {
    const found = patchesOf(argocdChart({ memory: { controller: '4Gi' } })).filter(({ patch }) =>
      patch.includes('"resources"'),
    );
    expect(found.map(({ target }) => target)).toEqual([
      { kind: 'StatefulSet', name: 'argocd-application-controller' },
      { kind: 'Deployment', name: 'argocd-repo-server' },
      { kind: 'Deployment', name: 'argocd-server' },
      { kind: 'Deployment', name: 'argocd-applicationset-controller' },
      { kind: 'Deployment', name: 'argocd-notifications-controller' },
      { kind: 'Deployment', name: 'argocd-redis' },
    ]);
    expect(JSON.parse(found[0]?.patch ?? '')).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'argocd-application-controller',
                imagePullPolicy: 'IfNotPresent',
                resources: {
                  requests: { cpu: '250m', memory: '4Gi', 'ephemeral-storage': '256Mi' },
                  limits: { memory: '4Gi', 'ephemeral-storage': '256Mi' },
                },
              },
            ],
            volumes: [
              { name: 'argocd-home', emptyDir: { sizeLimit: '64Mi' } },
              { name: 'argocd-application-controller-tmp', emptyDir: { sizeLimit: '64Mi' } },
              { name: 'api-token' },
            ],
          },
        },
      },
    });
  });

  it("gives upstream's containers a token that expires, where they talk to the API server, and no other", () => {
    const pods = workloadsOf(argocdChart()).map(({ name, spec }) => ({ name, pod: spec.template.spec }));
    expect(pods.map(({ pod }) => pod.automountServiceAccountToken)).toEqual(pods.map(() => false));
    const mounting = pods.flatMap(({ pod: { containers, initContainers = [] } }) =>
      [...containers, ...initContainers].filter(({ volumeMounts }) => volumeMounts !== undefined),
    );
    expect(mounting.map(({ name, volumeMounts }) => [name, volumeMounts[0].name])).toEqual([
      ['argocd-application-controller', 'api-token'],
      ['argocd-server', 'api-token'],
      ['argocd-applicationset-controller', 'api-token'],
      ['argocd-notifications-controller', 'api-token'],
      ['secret-init', 'api-token'],
    ]);
    expect(pods[0]?.pod.volumes).toContainEqual({
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
    });
  });

  it('says which release it knows no commit of', () => {
    expect(() => argocdChart({}, STAGING, 'v9.0.0')).toThrow(
      'argocd/argocd-upstream: no commit is known for release "v9.0.0" of Argo CD; add it in stacks/platform/argocd/upstream.ts',
    );
  });

  it('lets a hub reach the clusters that it deploys to', () => {
    const chart = argocdChart({ clusters: [{ cidr: '192.0.2.0/24', ports: [6443] }] });
    expect(objectOf(chart, 'NetworkPolicy', 'argocd-to-clusters').spec).toEqual({
      podSelector: {
        matchExpressions: [
          {
            key: 'app.kubernetes.io/name',
            operator: 'In',
            values: ['argocd-application-controller', 'argocd-server'],
          },
        ],
      },
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '192.0.2.0/24' } }], ports: [{ port: 6443, protocol: 'TCP' }] }],
    });
  });

  it('opens Git servers by their public addresses only', () => {
    expect(objectOf(argocdChart(), 'NetworkPolicy', 'argocd-to-git').spec).toMatchObject({
      egress: [
        {
          to: [{ ipBlock: { cidr: '0.0.0.0/0', except: expect.arrayContaining(['169.254.0.0/16']) } }],
          ports: [
            { port: 443, protocol: 'TCP' },
            { port: 22, protocol: 'TCP' },
          ],
        },
      ],
    });
  });
});
