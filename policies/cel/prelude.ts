import type { ItemList } from '../rule.ts';

/** A variable that rules may use as `variables.<name>`, on both sides. */
export interface PreludeVariable {
  readonly name: string;
  /** How the API server computes it. At synth `admission-object.ts` computes the same from plain JSON. */
  readonly cel: string;
}

/** The pod template of an object, in every kind that has one. */
export const templateOf = (object: 'object' | 'oldObject') =>
  `${object}.kind == 'Pod' ? dyn(${object}) : ` +
  `${object}.kind == 'CronJob' ? dyn(${object}).spec.jobTemplate.spec.template : ` +
  `${object}.kind == 'ScaledJob' ? dyn(${object}).spec.jobTargetRef.template : ` +
  `${object}.kind == 'PodTemplate' ? dyn(${object}).template : dyn(${object}).spec.template`;

const mainContainersOf = (spec: string) => `${spec}.?containers.orValue([]) + ${spec}.?initContainers.orValue([])`;

/**
 * What rules over pods may use. `dyn` keeps the API server from checking the text against each kind: one expression
 * serves Pod, Deployment, ReplicaSet, StatefulSet, DaemonSet, Job, CronJob and the rest.
 *
 * A request for an ephemeral container shows rules the ephemeral containers, and nothing else of the pod: the rest
 * was judged when the pod was made, with the waivers that its maker may use. So it is with a request for other resources,
 * which shows the containers that get them.
 */
export const POD_PRELUDE: readonly PreludeVariable[] = [
  { name: 'template', cel: templateOf('object') },
  { name: 'podSpec', cel: 'variables.template.spec' },
  { name: 'annotations', cel: 'variables.template.?metadata.?annotations.orValue({})' },
  { name: 'isWindows', cel: "variables.podSpec.?os.?name.orValue('') == 'windows'" },
  { name: 'addsEphemeral', cel: "request.?subResource.orValue('') == 'ephemeralcontainers'" },
  { name: 'resizes', cel: "request.?subResource.orValue('') == 'resize'" },
  {
    name: 'mainContainers',
    cel:
      'variables.addsEphemeral ? [] : ' +
      `variables.resizes ? (${mainContainersOf('variables.podSpec')}).filter(it, !(it in (${mainContainersOf('dyn(oldObject).spec')}))) : ` +
      mainContainersOf('variables.podSpec'),
  },
  {
    name: 'containers',
    cel: 'variables.mainContainers + variables.podSpec.?ephemeralContainers.orValue([])',
  },
  {
    name: 'podAndContainers',
    cel: '(variables.addsEphemeral ? [] : [variables.podSpec]) + variables.containers',
  },
  { name: 'volumes', cel: 'variables.addsEphemeral ? [] : variables.podSpec.?volumes.orValue([])' },
];

/** What rules over Services may use. */
export const SERVICE_PRELUDE: readonly PreludeVariable[] = [{ name: 'service', cel: 'dyn(object).spec' }];

/** The variables that rules may name. */
export const RULE_VARIABLES = {
  pods: [
    'annotations',
    'containers',
    'isWindows',
    'mainContainers',
    'podAndContainers',
    'podSpec',
    'template',
    'volumes',
  ],
  services: ['service'],
} as const;

/** Those of them that are lists. */
export const ITEM_LISTS: readonly ItemList[] = ['containers', 'mainContainers', 'podAndContainers', 'volumes'];
