import { k8s } from 'cdk8s-plus-28';
import { type Problem, throwIfAny } from '../../model/errors.ts';
import { show } from '../../model/issues.ts';
import type { Workload } from './workload.ts';

/** A workload whose pods can be counted: a Deployment or a StatefulSet. */
export interface ScalableWorkload extends Workload {
  /**
   * The pods that it starts with. From then on the autoscaler decides.
   * @default the fewest of the autoscaler
   */
  readonly replicas?: number;
}

export interface AutoscaleOptions {
  /**
   * The fewest pods, from 2.
   * @default the workload's replicas, but at least 2
   */
  readonly min?: number;
  /** The most pods. */
  readonly max: number;
  /**
   * CPU to aim at, in percent of what the pods request.
   * @default 80, when memory is not given either
   */
  readonly cpu?: number;
  /**
   * Memory to aim at, in percent of what the pods request.
   * @default not looked at
   */
  readonly memory?: number;
}

const CHILD = 'autoscaler';
const KINDS = ['Deployment', 'StatefulSet'];
/** So long the highest count asked for holds before pods are taken away, in seconds. */
const SCALE_DOWN_SECONDS = 300;

/**
 * Lets a HorizontalPodAutoscaler decide how many pods a workload has.
 *
 * The workload keeps its `replicas` in its manifest, as the number that it starts with on a new cluster. The running count
 * stays what the autoscaler made it, because the Application of the stack ignores the field for every target of an
 * autoscaler: docs/decisions/autoscaled-replicas.md.
 *
 * @returns the fewest pods, with which a workload starts that does not say how many it has
 * @throws UserError when the workload cannot be scaled, is autoscaled already, or a number makes no sense
 */
export function autoscale(workload: ScalableWorkload, options: AutoscaleOptions): number {
  const min = options.min ?? Math.max(2, workload.replicas ?? 2);
  throwIfAny(problemsOf(workload, min, options));
  const cpu = options.cpu ?? (options.memory === undefined ? 80 : undefined);
  new k8s.KubeHorizontalPodAutoscalerV2(workload, CHILD, {
    metadata: { name: workload.name, labels: { ...workload.selectorLabels } },
    spec: {
      scaleTargetRef: { apiVersion: workload.object.apiVersion, kind: workload.object.kind, name: workload.name },
      minReplicas: min,
      maxReplicas: options.max,
      metrics: [
        ...(cpu === undefined ? [] : [utilization('cpu', cpu)]),
        ...(options.memory === undefined ? [] : [utilization('memory', options.memory)]),
      ],
      // said here, because without it a flag of each cluster's controller manager decides
      behavior: { scaleDown: { stabilizationWindowSeconds: SCALE_DOWN_SECONDS } },
    },
  });
  return min;
}

function utilization(name: string, averageUtilization: number): k8s.MetricSpecV2 {
  return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } };
}

function problemsOf(workload: ScalableWorkload, min: number, { max, cpu, memory }: AutoscaleOptions): Problem[] {
  const { replicas } = workload;
  const { kind } = workload.object;
  const messages: string[] = [];
  if (!KINDS.includes(kind)) messages.push(`a ${kind} has no replicas to autoscale; use a ${KINDS.join(' or a ')}`);
  if (workload.node.tryFindChild(CHILD) !== undefined) {
    messages.push('autoscale() was called before; call it once, with everything');
  }
  if (!Number.isInteger(min) || min < 2) {
    messages.push(`autoscale min: ${show(min)} cannot lose a pod without an outage; use a whole number from 2`);
  }
  if (!Number.isInteger(max) || max < min) {
    messages.push(`autoscale max: ${show(max)} is less than min ${show(min)}; use a whole number from ${show(min)}`);
  }
  for (const [name, percent] of Object.entries({ cpu, memory })) {
    if (percent === undefined || (Number.isInteger(percent) && percent >= 1)) continue;
    messages.push(`autoscale ${name}: ${show(percent)} is no percentage; use a whole number from 1`);
  }
  if (replicas !== undefined && (replicas < min || replicas > max)) {
    messages.push(
      `replicas: ${replicas}, with which it starts, is outside autoscale min ${min} to max ${max}; adapt one`,
    );
  }
  return messages.map((message) => ({ subject: `${workload.chart.stack}/${workload.name}`, message }));
}
