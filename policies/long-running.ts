import type { KubeObject } from '../model/kube.ts';
import type { ContainerView, PodView } from './pod.ts';

/** The kinds whose pods are meant to run until something replaces them, and bare pods. */
export const LONG_RUNNING_KINDS: readonly string[] = [
  'Pod',
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
  'DaemonSet',
  'Rollout.argoproj.io',
];

/**
 * The containers that are up as long as the pod is, beside its sidecars. None where the pod runs to completion: a chart's
 * test pod, for one, is not restarted always.
 */
export function servingContainers(object: KubeObject, pod: PodView | undefined): readonly ContainerView[] {
  if (pod === undefined) return [];
  const restart = pod.spec.restartPolicy ?? 'Always';
  if (object.kind === 'Pod' && restart !== 'Always') return [];
  return pod.containers.filter(({ role }) => role === 'main');
}
