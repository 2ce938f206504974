import { at, type Fields, fieldsAt, listAt, textAt } from '../../read.ts';
import { countOrPercent, countOrShare, dnsLabel, oneOf, whole } from '../grammar.ts';
import { quoted } from '../shown.ts';
import { all, type ConstraintTable, isGiven, isSet, needs, type Report } from './constraint.ts';
import { podProblems } from './pods.ts';

const notNegative = whole(0);

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/apps/validation/validation.go */
export const WORKLOADS: ConstraintTable = {
  'apps.v1.Deployment': { whole: needs('spec') },
  'apps.v1.DeploymentSpec': {
    fields: {
      replicas: notNegative,
      minReadySeconds: notNegative,
      revisionHistoryLimit: notNegative,
      progressDeadlineSeconds: notNegative,
    },
    whole: all(needs('selector', 'template'), longRunning, (value, report) => {
      const [progress, ready] = [at(value, 'progressDeadlineSeconds') ?? 600, at(value, 'minReadySeconds') ?? 0];
      if (typeof progress === 'number' && typeof ready === 'number' && progress <= ready) {
        report(
          ['progressDeadlineSeconds'],
          `progressDeadlineSeconds must be more than minReadySeconds (${ready}), and is ${progress}`,
        );
      }
    }),
  },
  'apps.v1.DeploymentStrategy': {
    whole(value, report) {
      if (textAt(value, 'type') === 'Recreate' && isGiven(value, 'rollingUpdate')) {
        report(['rollingUpdate'], 'rollingUpdate must not be set where the type is Recreate');
      }
    },
  },
  'apps.v1.RollingUpdateDeployment': {
    fields: { maxSurge: countOrPercent, maxUnavailable: countOrShare },
    whole(value, report) {
      if (isNone(at(value, 'maxSurge')) && isNone(at(value, 'maxUnavailable'))) {
        report(['maxUnavailable'], 'maxSurge and maxUnavailable must not both be 0: nothing could be replaced');
      }
    },
  },
  'apps.v1.StatefulSet': { whole: needs('spec') },
  'apps.v1.StatefulSetSpec': {
    fields: { replicas: notNegative, minReadySeconds: notNegative, serviceName: dnsLabel },
    whole: all(needs('selector', 'template'), longRunning),
  },
  'apps.v1.StatefulSetUpdateStrategy': {
    whole(value, report) {
      if (textAt(value, 'type') === 'OnDelete' && isGiven(value, 'rollingUpdate')) {
        report(['rollingUpdate'], 'rollingUpdate must not be set where the type is OnDelete');
      }
    },
  },
  'apps.v1.RollingUpdateStatefulSetStrategy': { fields: { partition: notNegative } },
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy': {
    fields: { whenDeleted: oneOf('Retain', 'Delete'), whenScaled: oneOf('Retain', 'Delete') },
  },
  'apps.v1.DaemonSet': { whole: needs('spec') },
  'apps.v1.DaemonSetSpec': {
    fields: { minReadySeconds: notNegative, revisionHistoryLimit: notNegative },
    whole: all(needs('selector', 'template'), longRunning),
  },
  'apps.v1.RollingUpdateDaemonSet': {
    fields: { maxSurge: countOrShare, maxUnavailable: countOrShare },
    whole(value, report) {
      const [surge, unavailable] = [at(value, 'maxSurge') ?? 0, at(value, 'maxUnavailable') ?? 1];
      if (isNone(surge) && isNone(unavailable)) {
        report(['maxUnavailable'], 'maxUnavailable must not be 0 where maxSurge is');
      } else if (!isNone(surge) && !isNone(unavailable)) {
        report(['maxSurge'], 'maxSurge must not be set where maxUnavailable is not 0');
      }
    },
  },
  'apps.v1.ReplicaSet': { whole: needs('spec') },
  'apps.v1.ReplicaSetSpec': {
    fields: { replicas: notNegative, minReadySeconds: notNegative },
    whole: all(needs('selector', 'template'), longRunning),
  },
  'core.v1.ReplicationControllerSpec': {
    fields: { replicas: notNegative, minReadySeconds: notNegative },
    whole: all(needs('template'), (value, report) => {
      restartAlways(value, report);
      templateProblems(value, report);
    }),
  },
  'core.v1.PodTemplate': { whole: (value, report) => templateProblems(value, report) },
  'policy.v1.PodDisruptionBudgetSpec': {
    fields: { minAvailable: countOrShare, maxUnavailable: countOrShare },
    whole(value, report) {
      if (isGiven(value, 'minAvailable') && isGiven(value, 'maxUnavailable')) {
        report(['maxUnavailable'], 'maxUnavailable must not be set beside minAvailable');
      }
    },
  },
};

/** What all workloads have in common whose pods run for ever. */
function longRunning(value: Fields, report: Report): void {
  restartAlways(value, report);
  templateProblems(value, report);
}

function restartAlways(value: Fields, report: Report): void {
  const spec = fieldsAt(value, 'template', 'spec');
  const policy = textAt(spec, 'restartPolicy');
  if (policy !== undefined && policy !== '' && policy !== 'Always') {
    report(['template', 'spec', 'restartPolicy'], `restartPolicy must be Always here, and is ${quoted(policy)}`);
  }
  if (isGiven(spec, 'activeDeadlineSeconds')) {
    report(
      ['template', 'spec', 'activeDeadlineSeconds'],
      'activeDeadlineSeconds must not be set here: these pods run for ever',
    );
  }
}

/** What is asked of every template, with the volumes that its pods will have. */
export function templateProblems(value: Fields, report: Report): void {
  if (!isGiven(value, 'template')) return;
  const template = fieldsAt(value, 'template');
  if (!isSet(fieldsAt(template, 'spec'), 'containers') && !isGiven(template, 'spec')) {
    report(['template'], 'template has no spec', { remedy: 'Add spec, with containers.' });
  }
  if (isSet(fieldsAt(template, 'spec'), 'ephemeralContainers')) {
    report(['template', 'spec', 'ephemeralContainers'], 'ephemeralContainers must not be set in a template');
  }
  const claims = listAt(value, 'volumeClaimTemplates').map((claim) => at(claim, 'metadata', 'name'));
  podProblems(value, ['template', 'spec'], report, claims);
}

function isNone(count: unknown): boolean {
  return count === 0 || (typeof count === 'string' && /^0+%$/.test(count));
}
