import { amountOf } from '../../../model/quantity.ts';
import { at, type Fields, fieldsAt, listAt, textAt } from '../../read.ts';
import { oneOf, pathSegment, whole } from '../grammar.ts';
import { all, type ConstraintTable, isGiven, isSet, needs, type Report } from './constraint.ts';

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/autoscaling/validation/validation.go */
export const AUTOSCALING: ConstraintTable = {
  'autoscaling.v1.HorizontalPodAutoscaler': { whole: needs('spec') },
  'autoscaling.v1.HorizontalPodAutoscalerSpec': {
    fields: { minReplicas: whole(0), maxReplicas: whole(1), targetCPUUtilizationPercentage: whole(1) },
    whole: all(needs('maxReplicas', 'scaleTargetRef'), boundProblems),
  },
  'autoscaling.v1.CrossVersionObjectReference': { fields: { kind: pathSegment, name: pathSegment } },
  'autoscaling.v2.HorizontalPodAutoscaler': { whole: needs('spec') },
  'autoscaling.v2.HorizontalPodAutoscalerSpec': {
    fields: { minReplicas: whole(0), maxReplicas: whole(1) },
    whole: all(needs('maxReplicas', 'scaleTargetRef'), (value, report) => {
      boundProblems(value, report);
      const types = listAt(value, 'metrics').map((metric) => at(metric, 'type'));
      if (at(value, 'minReplicas') === 0 && !types.includes('Object') && !types.includes('External')) {
        report(
          ['minReplicas'],
          'minReplicas must be at least 1: only an Object or External metric can scale from nothing',
        );
      }
    }),
  },
  'autoscaling.v2.CrossVersionObjectReference': { fields: { kind: pathSegment, name: pathSegment } },
  'autoscaling.v2.MetricIdentifier': { fields: { name: pathSegment } },
  'autoscaling.v2.MetricSpec': {
    fields: { type: oneOf('ContainerResource', 'External', 'Object', 'Pods', 'Resource') },
    whole(value, report) {
      const type = textAt(value, 'type') ?? '';
      const source = Object.hasOwn(SOURCES, type) ? SOURCES[type] : undefined;
      if (source === undefined) return;
      if (!isGiven(value, source)) report([], `${source} is missing, which the type ${type} needs`);
      for (const other of Object.values(SOURCES)) {
        if (other !== source && isGiven(value, other))
          report([other], `${other} must not be set where the type is ${type}`);
      }
    },
  },
  'autoscaling.v2.MetricTarget': {
    fields: { averageUtilization: whole(1) },
    whole(value, report) {
      for (const name of ['value', 'averageValue']) {
        const found = at(value, name);
        if ((typeof found === 'string' || typeof found === 'number') && (amountOf(found) ?? 1) <= 0) {
          report([name], `${name} must be more than 0`);
        }
      }
    },
  },
  'autoscaling.v2.ResourceMetricSource': { whole: all(needs('target'), resourceTarget) },
  'autoscaling.v2.ContainerResourceMetricSource': { whole: all(needs('target'), resourceTarget) },
  'autoscaling.v2.PodsMetricSource': {
    whole: all(needs('target', 'metric'), (value, report) => {
      if (!isGiven(fieldsAt(value, 'target'), 'averageValue')) report(['target'], 'averageValue is missing');
    }),
  },
  'autoscaling.v2.ObjectMetricSource': { whole: all(needs('target', 'metric', 'describedObject'), valueTarget) },
  'autoscaling.v2.ExternalMetricSource': { whole: all(needs('target', 'metric'), valueTarget) },
  'autoscaling.v2.HPAScalingRules': {
    fields: { stabilizationWindowSeconds: whole(0, 3600) },
  },
  'autoscaling.v2.HPAScalingPolicy': {
    fields: { type: oneOf('Pods', 'Percent'), value: whole(1), periodSeconds: whole(1, 1800) },
    whole: needs('value', 'periodSeconds'),
  },
};

const SOURCES: Readonly<Record<string, string>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};

function boundProblems(value: Fields, report: Report): void {
  const [least, most] = [at(value, 'minReplicas') ?? 1, at(value, 'maxReplicas')];
  if (typeof least === 'number' && typeof most === 'number' && most > 0 && most < least) {
    report(['maxReplicas'], `maxReplicas must not be less than minReplicas (${least}), and is ${most}`);
  }
  const target = fieldsAt(value, 'scaleTargetRef');
  if (isGiven(value, 'scaleTargetRef') && !/^[^/]+\/[^/]+$/.test(textAt(target, 'apiVersion') ?? '')) {
    report(['scaleTargetRef'], 'apiVersion of the target must have a group', { remedy: 'Write apiVersion: apps/v1.' });
  }
}

function resourceTarget(value: Fields, report: Report): void {
  const target = fieldsAt(value, 'target');
  if (!isGiven(value, 'target')) return;
  const [share, amount] = [isGiven(target, 'averageUtilization'), isGiven(target, 'averageValue')];
  if (share === amount) {
    report(
      ['target'],
      `target must have one of averageUtilization and averageValue, and has ${share ? 'both' : 'none'}`,
    );
  }
}

function valueTarget(value: Fields, report: Report): void {
  const target = fieldsAt(value, 'target');
  if (isGiven(value, 'target') && !isSet(target, 'value') && !isSet(target, 'averageValue')) {
    report(['target'], 'target must have value or averageValue');
  }
}
