import { groupOf, type KubeObject } from '../../model/kube.ts';
import { isFields } from '../read.ts';
import { experimentWorkloads, metricWorkloads } from './argo-rollouts.ts';
import type { MadeWorkload } from './made-workload.ts';
import { alertmanagerWorkload, prometheusWorkload, thanosRulerWorkload } from './prometheus-operator.ts';
import type { ReloaderSettings } from './reloader-settings.ts';

/**
 * The workloads that an operator makes of an object; none of what is no such custom resource.
 *
 * KEDA's ScaledJob and Argo's Rollout have a whole pod template, and are judged by that themselves.
 *
 * @param reloader what the Prometheus operator of the cluster says of its own sidecar; undefined when it is not known
 */
export function madeWorkloads(object: KubeObject, reloader: ReloaderSettings | undefined): readonly MadeWorkload[] {
  const key = `${groupOf(object)}/${object.kind}`;
  const make = Object.hasOwn(MAKERS, key) ? MAKERS[key] : undefined;
  return make === undefined || !isFields(object.spec) ? NONE : make(object, reloader);
}

type Maker = (object: KubeObject, reloader: ReloaderSettings | undefined) => readonly MadeWorkload[];

const MAKERS: Readonly<Record<string, Maker>> = {
  'monitoring.coreos.com/Alertmanager': (object, reloader) => [alertmanagerWorkload(object, reloader)],
  'monitoring.coreos.com/Prometheus': (object, reloader) => [prometheusWorkload(object, reloader)],
  'monitoring.coreos.com/PrometheusAgent': (object, reloader) => [prometheusWorkload(object, reloader)],
  'monitoring.coreos.com/ThanosRuler': (object, reloader) => [thanosRulerWorkload(object, reloader)],
  'argoproj.io/AnalysisRun': metricWorkloads,
  'argoproj.io/AnalysisTemplate': metricWorkloads,
  'argoproj.io/ClusterAnalysisTemplate': metricWorkloads,
  'argoproj.io/Experiment': experimentWorkloads,
};

const NONE: readonly MadeWorkload[] = [];
