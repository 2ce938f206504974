import type { KubeObject } from '../../../model/kube.ts';
import { isFields } from '../../../policies/read.ts';

/** A Pod or Service of an example, or what was made of it, and where the API server takes it. */
export interface Lifted {
  readonly object: KubeObject;
  /** The path without the namespace: `/apis/apps/v1`, `deployments`. */
  readonly api: string;
  readonly plural: string;
}

const LABELS = { app: 'lifted' };

/** The kinds that a pod is lifted into. */
export const LIFTS = {
  Pod: (pod: KubeObject): Lifted => ({ api: '/api/v1', plural: 'pods', object: named(pod) }),
  Deployment: (pod: KubeObject) => workload('apps/v1', 'Deployment', { selector: SELECTOR, template: template(pod) }),
  ReplicaSet: (pod: KubeObject) => workload('apps/v1', 'ReplicaSet', { selector: SELECTOR, template: template(pod) }),
  StatefulSet: (pod: KubeObject) =>
    workload('apps/v1', 'StatefulSet', { serviceName: NAME, selector: SELECTOR, template: template(pod) }),
  DaemonSet: (pod: KubeObject) => workload('apps/v1', 'DaemonSet', { selector: SELECTOR, template: template(pod) }),
  PodTemplate: (pod: KubeObject): Lifted => ({
    api: '/api/v1',
    plural: 'podtemplates',
    object: { apiVersion: 'v1', kind: 'PodTemplate', metadata: { name: NAME }, template: template(pod) },
  }),
  ReplicationController: (pod: KubeObject) =>
    workload('v1', 'ReplicationController', { selector: LABELS, template: template(pod) }),
  Job: (pod: KubeObject) => workload('batch/v1', 'Job', { template: template(pod, 'Never') }),
  CronJob: (pod: KubeObject) =>
    workload('batch/v1', 'CronJob', {
      schedule: '0 0 * * *',
      jobTemplate: { spec: { template: template(pod, 'Never') } },
    }),
} as const;

export type LiftedKind = keyof typeof LIFTS;

export const LIFTED_KINDS = Object.keys(LIFTS) as readonly LiftedKind[];

/** The Service of an example. */
export function liftedService(service: KubeObject): Lifted {
  return { api: '/api/v1', plural: 'services', object: named(service) };
}

const NAME = 'lifted';
const SELECTOR = { matchLabels: LABELS };
const PLURALS: Readonly<Record<string, string>> = {
  CronJob: 'cronjobs',
  DaemonSet: 'daemonsets',
  Deployment: 'deployments',
  Job: 'jobs',
  ReplicaSet: 'replicasets',
  ReplicationController: 'replicationcontrollers',
  StatefulSet: 'statefulsets',
};

/** Without the namespace, which the path says, and with a name that the API server takes. */
function named(object: KubeObject): KubeObject {
  const { namespace: _, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, name: NAME } };
}

function workload(apiVersion: string, kind: string, spec: object): Lifted {
  const api = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  return { api, plural: PLURALS[kind] ?? '', object: { apiVersion, kind, metadata: { name: NAME }, spec } };
}

function template(pod: KubeObject, restartPolicy?: 'Never'): object {
  const { annotations } = pod.metadata;
  const spec = isFields(pod.spec) ? pod.spec : {};
  const { restartPolicy: _, ...rest } = spec;
  return {
    metadata: { labels: LABELS, ...(annotations === undefined ? {} : { annotations }) },
    spec: restartPolicy === undefined ? rest : { ...rest, restartPolicy },
  };
}
