import { ANNOTATION_WAIVE } from '../../model/kube.ts';
import type { AdmissionRule, ItemList } from '../rule.ts';
import type { AppliedRule } from '../settings.ts';
import { admissionText, offenceText } from './evaluate-admission.ts';
import { celLiteral } from './literal.ts';
import {
  NOT_DELETED,
  type PackedPolicy,
  type PolicySpec,
  resourceRule,
  type WaiverIdentities,
} from './packed-policy.ts';
import { POD_PRELUDE, SERVICE_PRELUDE, templateOf } from './prelude.ts';
import { waiverPolicy } from './waiver-policy.ts';

/**
 * Kubernetes' own controllers that make pods, each with an identity of its own: kubeadm and most distributions. Where
 * they share one it is `system:kube-controller-manager`.
 */
export const BUILT_IN_CONTROLLERS: readonly string[] = [
  'cronjob-controller',
  'daemon-set-controller',
  'deployment-controller',
  'job-controller',
  'replicaset-controller',
  'replication-controller',
  'statefulset-controller',
].map((name) => `system:serviceaccount:kube-system:${name}`);

/**
 * The admission rules of one tier as policies for the cluster: one for each scope and severity that has rules. Advice
 * stays out of the cluster.
 *
 * A policy names every violation in one message, `[rule-id] offenders what must be; …`. It lets through updates that
 * leave the pod as it was: what broke a rule before the policy came can still be scaled, annotated and deleted.
 *
 * Where waivers on pods count, one policy more says who may hand them to an operator.
 */
export function policyPack(applied: readonly AppliedRule[], identities: WaiverIdentities): PackedPolicy[] {
  const pack = rulePolicies(applied, identities);
  return pack.some(({ scope }) => scope === 'pods') ? [...pack, ...waiverPolicy(identities)] : pack;
}

function rulePolicies(applied: readonly AppliedRule[], identities: WaiverIdentities): PackedPolicy[] {
  return (['pods', 'services'] as const).flatMap((scope) =>
    (['error', 'warning'] as const).flatMap((severity) => {
      const rules = applied
        .filter((one) => one.severity === severity)
        .flatMap(({ rule, parameters }) =>
          rule.kind === 'admission' && (rule.on ?? 'pods') === scope ? [packedRule(rule, parameters)] : [],
        )
        .filter(({ forbids }) => forbids);
      if (rules.length === 0) return [];
      const spec = specOf(scope, rules, identities);
      return [{ scope, severity, rules: rules.map(({ id }) => id), spec }];
    }),
  );
}

interface PackedRule {
  readonly id: string;
  readonly message: string;
  /** The variable that lists the names of offenders. */
  readonly variable: string;
  readonly offenders: string;
  /** Whether it forbids anything with these parameters. */
  readonly forbids: boolean;
  /** Whether it looks at what a running pod can be given more or less of. */
  readonly looksAtResources: boolean;
}

function packedRule(rule: AdmissionRule, parameters: Readonly<Record<string, unknown>>): PackedRule {
  const text = admissionText(rule, parameters);
  const offends = offenceText(text);
  const whole =
    rule.on === 'services'
      ? `${offends} ? ['Service'] : []`
      : `!variables.addsEphemeral && (${offends}) ? ['pod'] : []`;
  return {
    id: rule.id,
    message: rule.message,
    variable: rule.id.replaceAll('-', '_'),
    offenders:
      text.each === undefined ? whole : `variables.${text.each}.filter(it, ${offends}).map(it, ${nameOf(text.each)})`,
    forbids: text.require !== 'true',
    looksAtResources: /\bresources\b/.test(`${text.when} ${text.require}`),
  };
}

function nameOf(list: ItemList): string {
  return list === 'podAndContainers' ? "it.?name.orValue('pod')" : 'it.name';
}

/** The API server drops longer messages than 5 KiB: https://github.com/kubernetes/kubernetes/blob/v1.36.1/staging/src/k8s.io/apiserver/pkg/apis/cel/config.go */
const LONGEST_MESSAGE = 4000;

function specOf(scope: 'pods' | 'services', rules: readonly PackedRule[], identities: WaiverIdentities): PolicySpec {
  const key = `(${celLiteral(ANNOTATION_WAIVE)} + found[0])`;
  const found = rules.map(
    ({ id, message, variable }) => `[${celLiteral(id)}, variables.${variable}.join(', '), ${celLiteral(message)}]`,
  );
  const variables = [
    ...(scope === 'pods' ? [...POD_PRELUDE, ...POD_GUARD] : [...SERVICE_PRELUDE, ...SERVICE_GUARD]),
    { name: 'waivers', cel: waiversText(scope, identities) },
    ...rules.map(({ variable, offenders }) => ({ name: variable, cel: offenders })),
    // rule, offenders, what must be
    {
      name: 'found',
      cel: `[${found.join(', ')}].filter(found, found[1] != ''${scope === 'pods' ? onResize(rules) : ''})`,
    },
    {
      name: 'violations',
      cel: `variables.found.filter(found, !(${key} in variables.waivers)).map(found, '[' + found[0] + '] ' + found[1] + ' ' + found[2])`,
    },
    { name: 'message', cel: "variables.violations.join('; ')" },
  ];
  return {
    failurePolicy: 'Fail',
    matchConstraints: { resourceRules: RESOURCE_RULES[scope] },
    matchConditions: MATCH_CONDITIONS[scope],
    variables: variables.map(({ name, cel }) => ({ name, expression: cel })),
    validations: [
      {
        expression: 'variables.unchanged || size(variables.violations) == 0',
        messageExpression:
          `size(variables.message) > ${LONGEST_MESSAGE} ` +
          `? variables.message.substring(0, ${LONGEST_MESSAGE - 4}) + ' ...' : variables.message`,
        message: 'breaks rules of the platform, more than a message can name: check it with stele check',
        reason: 'Forbidden',
      },
    ],
    auditAnnotations: [
      {
        key: 'waived',
        // an empty text leaves it out
        valueExpression:
          "variables.unchanged ? '' : " +
          `variables.found.filter(found, ${key} in variables.waivers).map(found, found[0]).join(', ')`,
      },
    ],
  };
}

/** A resize can change resources and nothing else: other rules judged the pod when it was made. */
function onResize(rules: readonly PackedRule[]): string {
  const ids = rules.filter(({ looksAtResources }) => looksAtResources).map(({ id }) => id);
  return ` && (!variables.resizes || found[0] in ${celLiteral(ids)})`;
}

/**
 * The annotations that count as waivers: those that Argo CD writes on an object, and those of a template out of which a
 * built-in controller makes something. Nobody else can bring a template with a waiver in: what makes it is judged
 * without, also when only annotations of the template change (`unchanged`).
 */
function waiversText(scope: 'pods' | 'services', { argocd, controllers }: WaiverIdentities): string {
  const fromController =
    scope === 'services' || controllers.length === 0
      ? '{}'
      : `request.userInfo.username in ${celLiteral(controllers)} && ` +
        'dyn(object).metadata.?ownerReferences.orValue([]).exists(owner, owner.?controller.orValue(false)) ' +
        '? variables.annotations : {}';
  if (argocd === undefined) return '{}';
  return (
    `request.userInfo.username == ${celLiteral(argocd)} ` +
    `? dyn(object).metadata.?annotations.orValue({}) : (${fromController})`
  );
}

// a pod's annotations change all the time, and change nothing of what runs
const POD_GUARD = [
  { name: 'oldTemplate', cel: templateOf('oldObject') },
  {
    name: 'unchanged',
    cel:
      "request.operation == 'UPDATE' && variables.oldTemplate.spec == variables.podSpec && (object.kind == 'Pod' || " +
      'variables.oldTemplate.?metadata.?annotations.orValue({}) == variables.annotations)',
  },
];

const SERVICE_GUARD = [
  { name: 'unchanged', cel: "request.operation == 'UPDATE' && dyn(oldObject).spec == variables.service" },
];

const MATCH_CONDITIONS = {
  pods: [
    NOT_DELETED,
    // a Rollout may take its template from a Deployment, which is judged itself
    {
      name: 'has-a-template',
      expression: "object.kind != 'Rollout' || dyn(object).spec.?template.hasValue()",
    },
  ],
  services: [NOT_DELETED],
} as const;

const RESOURCE_RULES = {
  pods: [
    resourceRule('', ['pods', 'pods/ephemeralcontainers', 'pods/resize', 'podtemplates', 'replicationcontrollers']),
    resourceRule('apps', ['daemonsets', 'deployments', 'replicasets', 'statefulsets']),
    resourceRule('batch', ['cronjobs', 'jobs']),
    resourceRule('argoproj.io', ['rollouts'], '*'),
    resourceRule('keda.sh', ['scaledjobs'], '*'),
  ],
  services: [resourceRule('', ['services'])],
} as const;
