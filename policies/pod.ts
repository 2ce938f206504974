import { groupOf, type KubeObject } from '../model/kube.ts';
import { at, type Fields, fieldsAt, isFields, listAt } from './read.ts';

/** The pod that an object is or makes. */
export interface PodView {
  /** Where the pod's metadata and spec stand in the object: empty for a Pod, else `/spec/template` or deeper. */
  readonly pointer: string;
  readonly metadata: Fields;
  readonly spec: Fields;
  /** In the order `containers`, `initContainers`, `ephemeralContainers`. */
  readonly containers: readonly ContainerView[];
}

export interface ContainerView {
  readonly container: Fields;
  readonly name: string;
  /** Inside the object: `/spec/template/spec/initContainers/0`. */
  readonly pointer: string;
  /** A sidecar is an init container that is restarted always. */
  readonly role: 'main' | 'init' | 'sidecar' | 'ephemeral';
}

const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  '/Pod': [],
  '/PodTemplate': ['template'],
  '/ReplicationController': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  'argoproj.io/Rollout': ['spec', 'template'],
  'keda.sh/ScaledJob': ['spec', 'jobTargetRef', 'template'],
};

/** The keys that lead to the pod template of a kind that has one; empty for a Pod. */
export function templatePathOf(object: KubeObject): readonly string[] | undefined {
  const key = `${groupOf(object)}/${object.kind}`;
  return Object.hasOwn(TEMPLATES, key) ? TEMPLATES[key] : undefined;
}

/**
 * The pod of an object, or undefined when it makes none or its template is missing. What operators put together from
 * fields of their own has no template: see `madeWorkloads`.
 */
export function podOf(object: KubeObject): PodView | undefined {
  const path = templatePathOf(object);
  if (path === undefined) return undefined;
  const template = at(object, ...path);
  const spec = at(template, 'spec');
  if (!isFields(spec)) return undefined;
  const base = path.map((part) => `/${part}`).join('');
  return {
    pointer: base,
    metadata: fieldsAt(template, 'metadata'),
    spec,
    containers: containersOf(spec, `${base}/spec`),
  };
}

/** The containers of a pod spec, which stands at a pointer. */
export function containersOf(spec: Fields, base: string): ContainerView[] {
  return (['containers', 'initContainers', 'ephemeralContainers'] as const).flatMap((list) =>
    listAt(spec, list).flatMap((container, index) =>
      isFields(container)
        ? [
            {
              container,
              name: typeof container.name === 'string' ? container.name : `${index}`,
              pointer: `${base}/${list}/${index}`,
              role: roleOf(list, container),
            },
          ]
        : [],
    ),
  );
}

function roleOf(
  list: 'containers' | 'initContainers' | 'ephemeralContainers',
  container: Fields,
): ContainerView['role'] {
  if (list === 'containers') return 'main';
  if (list === 'ephemeralContainers') return 'ephemeral';
  return container.restartPolicy === 'Always' ? 'sidecar' : 'init';
}
