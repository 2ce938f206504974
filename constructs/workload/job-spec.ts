import type { PodTemplate } from './pod-template.ts';

/** The spec of a Job as plain JSON, as far as this folder looks into it. */
export interface JobSpec {
  template: PodTemplate;
  backoffLimit?: number;
  activeDeadlineSeconds?: number;
  ttlSecondsAfterFinished?: number;
  [field: string]: unknown;
}

const DEFAULT_RETRIES = 3;

/**
 * Makes a Job count on one pod at a time: a replacement is made when the former pod has ended, not while it is ending.
 * A pod that a drain or the kubelet took away is no failure of the work, and uses up no retry.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy
 */
export function hardenJobSpec(spec: JobSpec): void {
  spec.backoffLimit ??= DEFAULT_RETRIES;
  spec.podReplacementPolicy = 'Failed';
  // the API server takes a failure policy for pods that are never restarted only
  if (spec.template.spec.restartPolicy !== 'Never') return;
  spec.podFailurePolicy = {
    rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
  };
}
