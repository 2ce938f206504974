import { ANNOTATION_SOURCE, LABEL_SEALED } from '../../model/kube.ts';
import { DEBUG_CONTAINER, DEBUGGED, mayAttach, mayDebug } from './debug-text.ts';
import type { ControllerGrant } from './grants.ts';

/** Who is who, and who may what: what the policies are made from. */
export interface SealText {
  readonly argocd: string;
  /** User names that are no people's, beside service accounts and kubelets. */
  readonly machines: readonly string[];
  readonly grants: readonly (ControllerGrant & { readonly users: readonly string[] })[];
  readonly breakGlassGroup: string | undefined;
  readonly debug: { readonly group: string; readonly images: readonly string[] } | undefined;
}

/** The policy over everything in sealed namespaces: which these are, its binding says. */
export function sealSpec(text: SealText): object {
  const variables = [
    ...who(text),
    { name: 'place', expression: 'request.namespace' },
    {
      name: 'isGits',
      expression: `[variables.after, variables.before].exists(it, ${TRACKING('it')}.endsWith(${OWN_TRACKING}))`,
    },
    ...what(text),
    {
      name: 'mayPerson',
      expression:
        "variables.resource == '/pods' && (request.operation == 'DELETE' && variables.part == '' || " +
        `variables.part == 'eviction'${text.debug === undefined ? '' : ` || ${mayAttach(text.debug)} || ${mayDebug(text.debug)}`})`,
    },
    {
      name: 'source',
      expression: `${SOURCE('variables.after')}.orValue(${SOURCE('variables.before')}.orValue(${SOURCE('dyn(namespaceObject)')}.orValue('its source')))`,
    },
  ];
  // all parts of all kinds, so that a new one is sealed too: "*" alone would match no subresource
  const policy = spec(text, { resources: ['*/*'], apiGroups: ['*'], scope: 'Namespaced' }, [], variables);
  if (text.debug === undefined) return policy;
  return { ...policy, auditAnnotations: [...policy.auditAnnotations, DEBUG_AUDIT] };
}

/** The policy over the Namespace objects themselves: whoever may relabel one can unseal it. */
export function namespaceSealSpec(text: SealText): object {
  const variables = [
    ...who(text),
    { name: 'place', expression: 'request.name' },
    { name: 'isGits', expression: 'true' },
    ...what(text),
    { name: 'mayPerson', expression: 'false' },
    {
      name: 'source',
      expression: `${SOURCE('variables.after')}.orValue(${SOURCE('variables.before')}.orValue('its source'))`,
    },
  ];
  const label = `.?metadata.?labels[?${literal(LABEL_SEALED)}].orValue('') == 'true'`;
  // before and after: a selector would look at the labels after
  const sealed = {
    name: 'sealed',
    expression: `(object != null && dyn(object)${label}) || (oldObject != null && dyn(oldObject)${label})`,
  };
  return spec(
    text,
    { resources: ['namespaces', 'namespaces/*'], apiGroups: [''], scope: 'Cluster' },
    [sealed],
    variables,
  );
}

/** Who debugged what: the exception to the seal that is granted by the day. */
const DEBUG_AUDIT = {
  key: 'debug',
  valueExpression:
    "variables.part in ['attach', 'ephemeralcontainers'] && !variables.isBreakGlass && !variables.isMachine && variables.mayPerson ? " +
    `request.userInfo.username + ' ' + request.operation.lowerAscii() + ' ' + variables.target + ': ' + ${DEBUGGED} + ' (' + variables.source + ')' : ''`,
};

interface Variable {
  readonly name: string;
  readonly expression: string;
}

function spec(text: SealText, rule: object, conditions: readonly Variable[], variables: readonly Variable[]) {
  return {
    failurePolicy: 'Fail',
    matchConstraints: { resourceRules: [{ apiVersions: ['*'], operations: ['*'], ...rule }] },
    matchConditions: [
      { name: 'not-argo-cd', expression: `request.userInfo.username != ${literal(text.argocd)}` },
      // reviews of what somebody may do change nothing
      { name: 'not-a-review', expression: "request.resource.group != 'authorization.k8s.io'" },
      {
        name: 'not-a-status-of-a-machine',
        expression: `!(request.?subResource.orValue('') == 'status' && (${isMachine(text)}))`,
      },
      ...conditions,
    ],
    variables,
    validations: [
      {
        expression: 'variables.isBreakGlass || (variables.isMachine ? variables.mayMachine : variables.mayPerson)',
        messageExpression:
          "'namespace ' + variables.place + ' is sealed: ' + request.userInfo.username + ' may not ' + " +
          "request.operation.lowerAscii() + ' ' + variables.target + '; ' + (variables.isMachine ? " +
          "'what Git owns (' + variables.source + ') is written by controllers that the facts of the cluster list' : " +
          `'change ' + variables.source + ' in a pull request, and Argo CD deploys it'${debugHint(text)})`,
        message: 'the namespace is sealed: change its source in a pull request, and Argo CD deploys it',
        reason: 'Forbidden',
      },
    ],
    auditAnnotations: [
      {
        key: 'break-glass',
        // an empty text leaves it out
        valueExpression:
          'variables.isBreakGlass ? ' +
          "request.userInfo.username + ' ' + request.operation.lowerAscii() + ' ' + variables.target + ' (' + variables.source + ')' : ''",
      },
    ],
  };
}

/** Who sends the request, and to what. */
function who(text: SealText): Variable[] {
  const { breakGlassGroup } = text;
  return [
    {
      name: 'isBreakGlass',
      expression:
        breakGlassGroup === undefined ? 'false' : `${literal(breakGlassGroup)} in request.userInfo.?groups.orValue([])`,
    },
    { name: 'isMachine', expression: isMachine(text) },
    { name: 'part', expression: "request.?subResource.orValue('')" },
    { name: 'resource', expression: "request.resource.group + '/' + request.resource.resource" },
    {
      name: 'target',
      expression:
        "request.resource.resource + (variables.part == '' ? '' : '/' + variables.part) + ' ' + request.?name.orValue('')",
    },
    { name: 'before', expression: 'oldObject == null ? dyn({}) : dyn(oldObject)' },
    { name: 'after', expression: 'object == null ? dyn({}) : dyn(object)' },
  ];
}

function isMachine({ machines }: SealText): string {
  return (
    "request.userInfo.username.startsWith('system:serviceaccount:') || " +
    `'system:nodes' in request.userInfo.?groups.orValue([]) || request.userInfo.username in ${literal(machines)}`
  );
}

/** What the request changes, and whether a machine may. */
function what({ grants }: SealText): Variable[] {
  // one type for all values, as the API server demands of literals
  const rows = grants.map(({ users, resources, fields = [], remove = false, scale = false }) => ({
    users,
    resources,
    may: ['metadata', ...fields, ...(remove ? ['delete'] : []), ...(scale ? ['scale'] : [])],
  }));
  const granted = (condition: string) => `variables.grants.exists(it, ${condition})`;
  return [
    {
      name: 'grants',
      expression:
        `[\n${rows.map((row) => `  ${literal(row)}`).join(',\n')}\n].filter(it, request.userInfo.username in it.users && it.resources.exists(pattern, ` +
        "pattern == '*' || pattern == variables.resource || pattern == request.resource.group + '/*'))",
    },
    {
      name: 'changed',
      expression: [
        differing('variables.before', 'variables.after', ['apiVersion', 'kind', 'metadata', 'spec', 'status'], ''),
        differing('variables.before.?spec.orValue({})', 'variables.after.?spec.orValue({})', [], 'spec.'),
        `(${LABELS('variables.before')} == ${LABELS('variables.after')} ? [] : ['metadata.labels'])`,
        // without it the object would be nobody's
        `(${TRACKING('variables.before')} == ${TRACKING('variables.after')} ? [] : ['metadata.annotations'])`,
      ].join(' + '),
    },
    {
      name: 'mayMachine',
      // a Scale has no annotations, so it does not say whose the object is: whoever scales by it needs a grant
      expression:
        `variables.part == 'scale' ? ${granted("'scale' in it.may")} : ` +
        "request.operation == 'CONNECT' || variables.part == 'ephemeralcontainers' ? false : !variables.isGits || " +
        `(request.operation == 'DELETE' ? ${granted("'delete' in it.may")} : request.operation == 'UPDATE' && (` +
        'has(variables.before.metadata.deletionTimestamp) && size(variables.changed) == 0 || ' +
        `${granted('variables.changed.all(field, field in it.may)')}))`,
    },
  ];
}

/** The keys that two objects do not have in common, with what precedes them. */
function differing(before: string, after: string, except: readonly string[], prefix: string): string {
  return (
    `(${before}.map(key, key) + ${after}.filter(key, !(key in ${before})))` +
    `.filter(key, ${except.length === 0 ? '' : `!(key in ${literal(except)}) && `}` +
    `!(key in ${before} && key in ${after} && ${before}[key] == ${after}[key]))` +
    `${prefix === '' ? '' : `.map(key, ${literal(prefix)} + key)`}`
  );
}

function debugHint({ debug }: SealText): string {
  if (debug === undefined) return '';
  const how = `; to debug, be in group ${debug.group} and add a container ${DEBUG_CONTAINER}… of image ${debug.images.join(' or ')} with kubectl debug --profile=restricted`;
  return ` + (variables.part in ['attach', 'ephemeralcontainers', 'exec'] ? ${literal(how)} : '')`;
}

/** https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/ */
const TRACKING = (object: string) => `${object}.?metadata.?annotations[?'argocd.argoproj.io/tracking-id'].orValue('')`;
const OWN_TRACKING =
  "':' + request.kind.group + '/' + request.kind.kind + ':' + it.?metadata.?namespace.orValue(request.namespace) + '/' + it.?metadata.?name.orValue('')";
const SOURCE = (object: string) => `${object}.?metadata.?annotations[?${literal(ANNOTATION_SOURCE)}]`;
const LABELS = (object: string) => `${object}.?metadata.?labels.orValue({})`;

/** Plain data as CEL: JSON's strings, lists and maps are CEL's too. */
function literal(value: unknown): string {
  return JSON.stringify(value);
}
