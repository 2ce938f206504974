import { ANNOTATION_WAIVE } from '../../model/kube.ts';
import { VALID_WAIVER } from '../judge.ts';
import { celLiteral } from './literal.ts';
import { NOT_DELETED, type PackedPolicy, resourceRule, type WaiverIdentities } from './packed-policy.ts';

/**
 * The policy that keeps waivers for Argo CD where an operator makes pods of fields that no rule can judge in CEL: its
 * custom resources. What has a pod template is judged itself, and needs none.
 *
 * Who writes such a resource with waivers must be Argo CD, or a controller that made it of another, such as an
 * AnalysisRun of an AnalysisTemplate. Others may touch it as long as its spec stays as it was: a waiver permits what
 * was reviewed with it.
 *
 * @returns none where nobody's waivers count
 */
export function waiverPolicy({ argocd, controllers }: WaiverIdentities): PackedPolicy[] {
  if (argocd === undefined) return [];
  const user = 'request.userInfo.username';
  const variables = [
    { name: 'podAnnotations', expression: POD_ANNOTATIONS },
    // a key with an argument of an analysis in it becomes any key
    {
      name: 'waivers',
      expression:
        `variables.podAnnotations.map(annotations, annotations.filter(key, ` +
        `key.startsWith(${celLiteral(ANNOTATION_WAIVE)}) || key.contains('{{')).join(', ')).filter(keys, keys != '').join(', ')`,
    },
    {
      name: 'isGiven',
      expression:
        `${user} in ${celLiteral(controllers)} && ` +
        'dyn(object).metadata.?ownerReferences.orValue([]).exists(owner, owner.?controller.orValue(false))',
    },
    { name: 'unchanged', expression: "request.operation == 'UPDATE' && dyn(oldObject).spec == dyn(object).spec" },
  ];
  return [
    {
      scope: 'waivers',
      severity: 'error',
      rules: [VALID_WAIVER],
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { resourceRules: RESOURCE_RULES },
        matchConditions: [NOT_DELETED],
        variables,
        validations: [
          {
            expression: `variables.waivers == '' || ${user} == ${celLiteral(argocd)} || variables.isGiven || variables.unchanged`,
            messageExpression: `'[${VALID_WAIVER}] only Argo CD may permit the pods of an operator to break rules: ' + variables.waivers.substring(0, size(variables.waivers) < ${LONGEST} ? size(variables.waivers) : ${LONGEST})`,
            message: 'only Argo CD may permit the pods of an operator to break rules',
            reason: 'Forbidden',
          },
        ],
      },
    },
  ];
}

/** Of the names in a message, which the API server drops when it is too long. */
const LONGEST = 2000;

// as podAnnotationPlaces says it for the check
const POD_ANNOTATIONS =
  "object.kind == 'Experiment' " +
  '? dyn(object).spec.?templates.orValue([]).map(one, one.?template.?metadata.?annotations.orValue({})) : ' +
  "object.kind in ['AnalysisRun', 'AnalysisTemplate', 'ClusterAnalysisTemplate'] " +
  '? dyn(object).spec.?metrics.orValue([])' +
  '.map(one, one.?provider.?job.?spec.?template.?metadata.?annotations.orValue({})) : ' +
  '[dyn(object).spec.?podMetadata.?annotations.orValue({})]';

const RESOURCE_RULES = [
  resourceRule('monitoring.coreos.com', ['alertmanagers', 'prometheuses', 'prometheusagents', 'thanosrulers'], '*'),
  resourceRule(
    'argoproj.io',
    ['analysisruns', 'analysistemplates', 'clusteranalysistemplates', 'experiments'],
    '*',
    '*',
  ),
];
