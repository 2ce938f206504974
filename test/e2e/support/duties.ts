import { type ApiRequest, account, KUBELET, type Who } from './sealed-cluster.ts';

/** What somebody who is no person does in a sealed namespace. */
export interface Duty {
  readonly title: string;
  readonly who: Who;
  readonly request: ApiRequest;
}

const ROLLOUTS = account('argo-rollouts', 'argo-rollouts');
const AUTOSCALER = account('kube-system', 'horizontal-pod-autoscaler');
const CERT_MANAGER = account('cert-manager', 'cert-manager');
const EXTERNAL_SECRETS = account('external-secrets', 'external-secrets');
const KEDA = account('keda', 'keda-operator');
const PROMETHEUS_OPERATOR = account('monitoring', 'prometheus-operator');
const ARGOCD_SERVER = account('argocd', 'argocd-server');
const APPLICATION = account('podinfo', 'podinfo');

const CORE = '/api/v1/namespaces/podinfo';
const DEPLOYMENT = '/apis/apps/v1/namespaces/podinfo/deployments/podinfo';
/** One that an operator made. */
const UNOWNED = '/apis/apps/v1/namespaces/podinfo/statefulsets/unowned';
const ROUTE = '/apis/gateway.networking.k8s.io/v1/namespaces/podinfo/httproutes/podinfo';
const EXTERNAL_SECRET = '/apis/external-secrets.io/v1/namespaces/catalog/externalsecrets/catalog-signing';
const PROMETHEUS = '/apis/monitoring.coreos.com/v1/namespaces/podinfo/prometheuses/of-git';
const SCALED_OBJECT = '/apis/keda.sh/v1/namespaces/podinfo/scaledobjects/of-git';
const CERTIFICATE = '/apis/cert-manager.io/v1/namespaces/podinfo/certificates/of-git';
const CLAIM = '/api/v1/namespaces/redis/persistentvolumeclaims';
const APPLICATIONS = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';

const TRACKING = 'argocd.argoproj.io/tracking-id';
const finalizer = { metadata: { finalizers: ['example.com/controller'] } };
const annotation = { metadata: { annotations: { 'example.com/controller': 'was here' } } };

/** An object that its maker copied Git's annotations to: the tracking id names another. */
function child(apiVersion: string, kind: string, of: string, more: object): object {
  const annotations = { [TRACKING]: `test:${of}` };
  return { apiVersion, kind, metadata: { name: 'child', annotations }, ...more };
}

function patch(path: string, body: object): ApiRequest {
  return { method: 'PATCH', path: `${path}?dryRun=All`, body };
}

function make(path: string, body: object): ApiRequest {
  return { method: 'POST', path: `${path}?dryRun=All`, body };
}

/** What has to go on: dry runs, which admission judges alike. */
export const DUTIES: readonly Duty[] = [
  {
    title: 'the autoscaler scales',
    who: AUTOSCALER,
    request: patch(`${DEPLOYMENT}/scale`, { spec: { replicas: 5 } }),
  },
  {
    title: 'a kubelet writes the status of a node’s pods',
    who: KUBELET,
    request: patch('/apis/apps/v1/namespaces/podinfo/deployments/podinfo/status', {
      status: { observedGeneration: 1 },
    }),
  },
  {
    title: 'a kubelet asks for the token of a pod',
    who: KUBELET,
    request: make(`${CORE}/serviceaccounts/podinfo/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {},
    }),
  },
  { title: 'KEDA scales to zero', who: KEDA, request: patch(`${DEPLOYMENT}/scale`, { spec: { replicas: 0 } }) },
  { title: 'KEDA puts its finalizer on what Git owns', who: KEDA, request: patch(SCALED_OBJECT, finalizer) },
  {
    title: 'KEDA makes a HorizontalPodAutoscaler',
    who: KEDA,
    request: make(
      '/apis/autoscaling/v2/namespaces/podinfo/horizontalpodautoscalers',
      child('autoscaling/v2', 'HorizontalPodAutoscaler', 'keda.sh/ScaledObject:podinfo/of-git', {
        spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'other' }, maxReplicas: 1 },
      }),
    ),
  },
  {
    title: 'Argo Rollouts points a Service to other pods',
    who: ROLLOUTS,
    request: patch(`${CORE}/services/podinfo`, {
      metadata: { annotations: { 'argo-rollouts.argoproj.io/managed-by-rollouts': 'podinfo' } },
      spec: { selector: { 'rollouts-pod-template-hash': 'abc' } },
    }),
  },
  {
    title: 'Argo Rollouts shares the traffic of a route out',
    who: ROLLOUTS,
    request: patch(ROUTE, { spec: { rules: [{ backendRefs: [{ name: 'podinfo', port: 80, weight: 10 }] }] } }),
  },
  {
    title: 'External Secrets writes a Secret',
    who: EXTERNAL_SECRETS,
    request: make(
      '/api/v1/namespaces/catalog/secrets',
      child('v1', 'Secret', 'external-secrets.io/ExternalSecret:catalog/catalog-signing', { stringData: { a: 'b' } }),
    ),
  },
  {
    title: 'External Secrets puts its finalizer on what Git owns',
    who: EXTERNAL_SECRETS,
    request: patch(EXTERNAL_SECRET, finalizer),
  },
  {
    title: 'cert-manager writes the Secret of a certificate',
    who: CERT_MANAGER,
    request: make(`${CORE}/secrets`, child('v1', 'Secret', 'cert-manager.io/Certificate:podinfo/of-git', {})),
  },
  { title: 'cert-manager annotates what Git owns', who: CERT_MANAGER, request: patch(CERTIFICATE, annotation) },
  {
    title: 'cert-manager writes a status',
    who: CERT_MANAGER,
    request: patch(`${CERTIFICATE}/status`, { status: { revision: 1 } }),
  },
  {
    title: 'the Prometheus operator makes the Service of what Git owns',
    who: PROMETHEUS_OPERATOR,
    request: make(
      `${CORE}/services`,
      child('v1', 'Service', 'monitoring.coreos.com/Prometheus:podinfo/of-git', {
        spec: { clusterIP: 'None', ports: [{ name: 'web', port: 9090 }] },
      }),
    ),
  },
  {
    title: 'the Prometheus operator makes pods of what Git owns, with the waiver that they have there',
    who: PROMETHEUS_OPERATOR,
    request: make('/apis/apps/v1/namespaces/podinfo/statefulsets', operatedPods()),
  },
  {
    title: 'the Prometheus operator puts its finalizer on what Git owns',
    who: PROMETHEUS_OPERATOR,
    request: patch(PROMETHEUS, finalizer),
  },
  {
    title: 'the scheduler says where the first pod of a claim goes',
    who: { user: 'system:kube-scheduler', groups: ['system:authenticated', 'system:masters'] },
    request: patch(`${CLAIM}/data-redis-0`, {
      metadata: { annotations: { 'volume.kubernetes.io/selected-node': 'a' } },
    }),
  },
  {
    title: 'the garbage collector takes its finalizer from what Git owns',
    who: account('kube-system', 'generic-garbage-collector'),
    request: patch(DEPLOYMENT, { metadata: { finalizers: null } }),
  },
  {
    title: 'Argo CD’s server asks for a sync',
    who: ARGOCD_SERVER,
    request: patch(`${APPLICATIONS}/podinfo`, {
      metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } },
      operation: { sync: {} },
    }),
  },
  {
    title: 'an application scales what Git does not own by the object',
    who: APPLICATION,
    request: patch(UNOWNED, { spec: { replicas: 2 } }),
  },
  {
    title: 'KEDA scales what Git does not own',
    who: KEDA,
    request: patch(`${UNOWNED}/scale`, { spec: { replicas: 2 } }),
  },
  {
    title: 'an application writes what Git does not own',
    who: APPLICATION,
    request: make(`${CORE}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'election' } }),
  },
];

/** What none of them has to do. */
export const TRESPASSES: readonly Duty[] = [
  {
    title: 'an application changes its own Deployment',
    who: APPLICATION,
    request: patch(DEPLOYMENT, { spec: { replicas: 9 } }),
  },
  {
    title: 'an application scales itself',
    who: APPLICATION,
    request: patch(`${DEPLOYMENT}/scale`, { spec: { replicas: 9 } }),
  },
  // it could be its own, which the request does not say
  {
    title: 'an application scales what Git does not own by the subresource',
    who: APPLICATION,
    request: patch(`${UNOWNED}/scale`, { spec: { replicas: 2 } }),
  },
  { title: 'an application annotates what Git owns', who: APPLICATION, request: patch(DEPLOYMENT, annotation) },
  {
    title: 'an application takes what Git owns away from Git',
    who: APPLICATION,
    request: patch(DEPLOYMENT, { metadata: { annotations: { [TRACKING]: null } } }),
  },
  {
    title: 'an application says that what it makes is Git’s',
    who: APPLICATION,
    request: make(`${CORE}/configmaps`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'election', annotations: { [TRACKING]: 'podinfo:/ConfigMap:podinfo/election' } },
    }),
  },
  {
    title: 'an application enters a pod',
    who: APPLICATION,
    request: { method: 'POST', path: `${CORE}/pods/any/exec?command=sh` },
  },
  {
    title: 'the autoscaler changes what it scales',
    who: AUTOSCALER,
    request: patch(DEPLOYMENT, { spec: { replicas: 9 } }),
  },
  { title: 'KEDA changes what Git says', who: KEDA, request: patch(SCALED_OBJECT, { spec: { maxReplicaCount: 9 } }) },
  {
    title: 'Argo Rollouts changes more of a Service than its selector',
    who: ROLLOUTS,
    request: patch(`${CORE}/services/podinfo`, { spec: { sessionAffinity: 'ClientIP' } }),
  },
  {
    title: 'Argo Rollouts changes the host of a route',
    who: ROLLOUTS,
    request: patch(ROUTE, { spec: { hostnames: ['elsewhere.example.com'] } }),
  },
  {
    title: 'External Secrets changes where a secret comes from',
    who: EXTERNAL_SECRETS,
    request: patch(EXTERNAL_SECRET, { spec: { refreshInterval: '9h' } }),
  },
  {
    title: 'External Secrets labels what Git owns',
    who: EXTERNAL_SECRETS,
    request: patch(EXTERNAL_SECRET, { metadata: { labels: { a: 'b' } } }),
  },
  {
    title: 'cert-manager changes what Git says',
    who: CERT_MANAGER,
    request: patch(CERTIFICATE, { spec: { secretName: 'other' } }),
  },
  {
    title: 'the Prometheus operator changes what Git says',
    who: PROMETHEUS_OPERATOR,
    request: patch(PROMETHEUS, { spec: { replicas: 9 } }),
  },
  {
    title: 'Argo CD’s server changes where an Application comes from',
    who: ARGOCD_SERVER,
    request: patch(`${APPLICATIONS}/podinfo`, { spec: { source: { path: 'elsewhere' } } }),
  },
  {
    title: 'a kubelet labels a namespace',
    who: KUBELET,
    request: patch('/api/v1/namespaces/podinfo', { metadata: { labels: { 'stele.dev/sealed': 'false' } } }),
  },
];

/** What the operator makes of a Prometheus: its volume for configuration has no limit. */
function operatedPods(): object {
  const owner = { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', name: 'of-git', uid: 'of-git' };
  const volume = { name: 'config-out', emptyDir: { medium: 'Memory' } };
  return madePods('child', { ownerReferences: [{ ...owner, controller: true }] }, [volume]);
}

function madePods(name: string, metadata: object = {}, volumes: readonly object[] = []): object {
  const labels = { app: 'child' };
  const securityContext = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: 10001,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const container = {
    name: 'prometheus',
    image: `example.com/prometheus:v3@sha256:${'1'.repeat(64)}`,
    securityContext,
    resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '64Mi' } },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {
      name,
      annotations: { [TRACKING]: 'test:monitoring.coreos.com/Prometheus:podinfo/of-git' },
      ...metadata,
    },
    spec: {
      replicas: 0,
      serviceName: 'child',
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { 'stele.dev/waive.require-scratch-limit': 'said in Git' } },
        spec: {
          automountServiceAccountToken: false,
          serviceAccountName: 'podinfo',
          containers: [container],
          volumes,
        },
      },
    },
  };
}

/**
 * What there is beside the platform: objects of Git's that Argo CD has no stack for here, with the tracking ids that it
 * would give them, and one that is not Git's.
 */
export const FURTHER_OBJECTS: readonly (readonly [path: string, object: object])[] = [
  ofGit(SCALED_OBJECT, 'keda.sh/v1', 'ScaledObject', { maxReplicaCount: 3 }),
  ofGit(CERTIFICATE, 'cert-manager.io/v1', 'Certificate', { secretName: 'of-git' }),
  ofGit(PROMETHEUS, 'monitoring.coreos.com/v1', 'Prometheus', { replicas: 1 }),
  [UNOWNED.slice(0, UNOWNED.lastIndexOf('/')), madePods('unowned')],
];

function ofGit(path: string, apiVersion: string, kind: string, spec: object): readonly [string, object] {
  const annotations = { [TRACKING]: `test:${apiVersion.split('/')[0]}/${kind}:podinfo/of-git` };
  return [path.slice(0, path.lastIndexOf('/')), { apiVersion, kind, metadata: { name: 'of-git', annotations }, spec }];
}
