import { type Fields, isFields, listAt } from '../read.ts';
import type { MadePods } from './made-pods.ts';

/**
 * Labels that controllers give to each pod beside those of the template, by the kinds whose pods have them.
 * https://kubernetes.io/docs/reference/labels-annotations-taints/
 */
const GIVEN: Readonly<Record<string, readonly string[]>> = {
  'apps.kubernetes.io/pod-index': ['StatefulSet'],
  'batch.kubernetes.io/controller-uid': ['Job', 'CronJob'],
  'batch.kubernetes.io/job-completion-index': ['Job', 'CronJob'],
  'batch.kubernetes.io/job-name': ['Job', 'CronJob'],
  'controller-revision-hash': ['StatefulSet', 'DaemonSet'],
  'controller-uid': ['Job', 'CronJob'],
  'job-name': ['Job', 'CronJob'],
  'pod-template-generation': ['DaemonSet'],
  'pod-template-hash': ['Deployment', 'ReplicaSet'],
  'rollouts-pod-template-hash': ['Rollout'],
  'statefulset.kubernetes.io/pod-name': ['StatefulSet'],
};

/** A selector in two parts: about labels of templates, and about labels that controllers give. */
export interface SplitSelector {
  readonly written: Fields;
  /** Whether pods may have the labels that controllers give; undefined when the selector names none. */
  readonly mayBeGiven: ((pods: MadePods) => boolean) | undefined;
}

export function splitSelector(selector: Fields): SplitSelector {
  const equal = isFields(selector.matchLabels) ? Object.entries(selector.matchLabels) : [];
  const expressions = listAt(selector, 'matchExpressions');
  const given = equal.filter(([key]) => Object.hasOwn(GIVEN, key));
  const asked = expressions.filter(isGiven);
  if (given.length === 0 && asked.length === 0) return { written: selector, mayBeGiven: undefined };
  return {
    written: {
      matchLabels: Object.fromEntries(equal.filter(([key]) => !Object.hasOwn(GIVEN, key))),
      matchExpressions: expressions.filter((expression) => !isGiven(expression)),
    },
    // what an expression says of such a label is not known before the pods are there
    mayBeGiven: (pods) => given.every(([key, value]) => mayHave(pods, key, value)),
  };
}

function isGiven(expression: unknown): boolean {
  return isFields(expression) && typeof expression.key === 'string' && Object.hasOwn(GIVEN, expression.key);
}

function mayHave({ object }: MadePods, key: string, value: unknown): boolean {
  const { kind, metadata } = object;
  // a Pod of its own has its labels written
  if (kind === 'Pod' || typeof value !== 'string') return false;
  // what operators make is a StatefulSet of another name
  if (!Object.hasOwn(KINDS, kind)) return true;
  if (!(GIVEN[key] ?? []).includes(kind)) return false;
  if (key.endsWith('job-name')) return kind === 'Job' ? value === metadata.name : value.startsWith(`${metadata.name}-`);
  if (key !== 'statefulset.kubernetes.io/pod-name') return true;
  return value.startsWith(`${metadata.name}-`) && /^\d+$/.test(value.slice(metadata.name.length + 1));
}

const KINDS: Readonly<Record<string, true>> = {
  CronJob: true,
  DaemonSet: true,
  Deployment: true,
  Job: true,
  ReplicaSet: true,
  ReplicationController: true,
  Rollout: true,
  StatefulSet: true,
};
