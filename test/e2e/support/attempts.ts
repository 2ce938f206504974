import type { Attempt } from './attempt.ts';
import { ATTEMPTS_AROUND } from './attempts-around.ts';

const CORE = '/api/v1/namespaces/podinfo';
const APPS = '/apis/apps/v1/namespaces/podinfo';
const DEPLOYMENT = `${APPS}/deployments/podinfo`;
const REDIS = { source: 'stacks/apps/redis.ts' };

const metadata = { name: 'by-hand' };
// as the rules want it, so that nothing but the seal can refuse it
const IMAGE = `example.com/by-hand:1.0.0@sha256:${'1'.repeat(64)}`;
const container = {
  name: 'by-hand',
  image: IMAGE,
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: 10001,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  },
};
const resources = { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '16Mi' } };
const pod = {
  serviceAccountName: 'podinfo',
  automountServiceAccountToken: false,
  containers: [{ ...container, resources }],
};
const template = { metadata: { labels: { app: 'by-hand' } }, spec: pod };
const json = 'application/json-patch+json';

/** What a developer may try on the workload podinfo and around it, given the names of what the cluster made of it. */
export function attempts(names: { readonly pod: string; readonly replicaSet: string }): readonly Attempt[] {
  return [...onWorkloads(names.replicaSet), ...onPods(names.pod), ...ATTEMPTS_AROUND];
}

function onWorkloads(replicaSet: string): readonly Attempt[] {
  const scale = { spec: { replicas: 0 } };
  return [
    { title: 'scales a Deployment', method: 'PATCH', path: `${DEPLOYMENT}/scale`, body: scale },
    { title: 'scales a ReplicaSet', method: 'PATCH', path: `${APPS}/replicasets/${replicaSet}/scale`, body: scale },
    {
      title: 'scales a StatefulSet',
      method: 'PATCH',
      path: '/apis/apps/v1/namespaces/redis/statefulsets/redis/scale',
      body: scale,
      ...REDIS,
    },
    { title: 'writes the number of replicas', method: 'PATCH', path: DEPLOYMENT, body: scale },
    {
      title: 'sets an image',
      method: 'PATCH',
      path: DEPLOYMENT,
      type: 'application/strategic-merge-patch+json',
      body: { spec: { template: { spec: { containers: [{ name: 'podinfo', image: IMAGE }] } } } },
    },
    {
      title: 'restarts a rollout',
      method: 'PATCH',
      path: DEPLOYMENT,
      body: { spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' } } } } },
    },
    { title: 'pauses a rollout', method: 'PATCH', path: DEPLOYMENT, body: { spec: { paused: true } } },
    { title: 'annotates', method: 'PATCH', path: DEPLOYMENT, body: { metadata: { annotations: { note: 'x' } } } },
    {
      title: "removes Argo CD's tracking id",
      method: 'PATCH',
      path: DEPLOYMENT,
      body: { metadata: { annotations: { 'argocd.argoproj.io/tracking-id': null } } },
    },
    { title: 'labels', method: 'PATCH', path: DEPLOYMENT, body: { metadata: { labels: { note: 'x' } } } },
    {
      title: 'adds a finalizer',
      method: 'PATCH',
      path: DEPLOYMENT,
      body: { metadata: { finalizers: ['example.com/mine'] } },
    },
    {
      title: 'patches by JSON patch',
      method: 'PATCH',
      path: DEPLOYMENT,
      type: json,
      body: [{ op: 'replace', path: '/spec/minReadySeconds', value: 9 }],
    },
    {
      title: 'applies by force',
      method: 'PATCH',
      path: `${DEPLOYMENT}?fieldManager=dora&force=true`,
      type: 'application/apply-patch+yaml',
      body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'podinfo' }, spec: { minReadySeconds: 9 } },
    },
    { title: 'writes a status', method: 'PATCH', path: `${DEPLOYMENT}/status`, body: { status: { replicas: 9 } } },
    { title: 'deletes a Deployment', method: 'DELETE', path: DEPLOYMENT },
    { title: 'deletes and orphans', method: 'DELETE', path: `${DEPLOYMENT}?propagationPolicy=Orphan` },
    { title: 'deletes all Deployments', method: 'DELETE', path: `${APPS}/deployments` },
    { title: 'deletes a ReplicaSet', method: 'DELETE', path: `${APPS}/replicasets/${replicaSet}` },
    {
      title: 'makes a Deployment',
      method: 'POST',
      path: `${APPS}/deployments`,
      body: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata,
        spec: { selector: { matchLabels: { app: 'by-hand' } }, template },
      },
    },
    {
      title: 'makes a Job',
      method: 'POST',
      path: '/apis/batch/v1/namespaces/podinfo/jobs',
      body: {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata,
        spec: { template: { spec: { ...pod, restartPolicy: 'Never' } } },
      },
    },
  ];
}

function onPods(name: string): readonly Attempt[] {
  const path = `${CORE}/pods/${name}`;
  const ephemeral = { ...container, name: 'debugger-1', targetContainerName: 'podinfo' };
  return [
    {
      title: 'makes a pod',
      method: 'POST',
      path: `${CORE}/pods`,
      body: { apiVersion: 'v1', kind: 'Pod', metadata, spec: pod },
    },
    { title: 'runs a command in a pod', method: 'POST', path: `${path}/exec?command=sh&stdout=true` },
    { title: 'runs a command in a pod by GET', method: 'GET', path: `${path}/exec?command=sh&stdout=true` },
    { title: 'attaches to a pod', method: 'POST', path: `${path}/attach?stdout=true` },
    { title: 'forwards a port', method: 'POST', path: `${path}/portforward?ports=9898` },
    { title: 'asks a pod through the API server', method: 'GET', path: `${path}/proxy/` },
    { title: 'asks a Service through the API server', method: 'GET', path: `${CORE}/services/podinfo:http/proxy/` },
    {
      title: 'adds an ephemeral container',
      method: 'PATCH',
      path: `${path}/ephemeralcontainers`,
      type: 'application/strategic-merge-patch+json',
      body: { spec: { ephemeralContainers: [ephemeral] } },
    },
    {
      title: 'takes a pod out of its Service',
      method: 'PATCH',
      path,
      body: { metadata: { labels: { 'app.kubernetes.io/name': 'nobody' } } },
    },
    {
      title: 'sets the image of a pod',
      method: 'PATCH',
      path,
      type: json,
      body: [{ op: 'replace', path: '/spec/containers/0/image', value: IMAGE }],
    },
    {
      title: 'says that a pod has failed',
      method: 'PATCH',
      path: `${path}/status`,
      body: { status: { phase: 'Failed' } },
    },
    {
      title: 'binds a pod to a node',
      method: 'POST',
      path: `${path}/binding`,
      body: { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target: { kind: 'Node', name: 'node-0' } },
    },
  ];
}
