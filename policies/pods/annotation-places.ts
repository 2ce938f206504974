import { groupOf, type KubeObject } from '../../model/kube.ts';
import { templatePathOf } from '../pod.ts';
import { listAt, pointer } from '../read.ts';

/**
 * Where in an object the annotations stand that controllers give the pods that they make of it, as JSON pointers; none
 * for a Pod, whose annotations are its own, and for what makes no pods. There need not be any annotations there.
 */
export function podAnnotationPlaces(object: KubeObject): readonly string[] {
  const template = templatePathOf(object);
  if (template !== undefined) {
    return template.length === 0 ? NONE : [pointer(...template, 'metadata', 'annotations')];
  }
  const group = groupOf(object);
  if (group === 'monitoring.coreos.com') return POD_METADATA.has(object.kind) ? OPERATED : NONE;
  if (group !== 'argoproj.io') return NONE;
  if (object.kind === 'Experiment') {
    return listAt(object, 'spec', 'templates').map((_, index) => templateAnnotations(index));
  }
  if (!MEASURED.has(object.kind)) return NONE;
  return listAt(object, 'spec', 'metrics').map((_, index) => jobAnnotations(index));
}

/** Of a template of an Experiment. */
export function templateAnnotations(index: number): string {
  return pointer('spec', 'templates', index, 'template', 'metadata', 'annotations');
}

/** Of the Job that a metric of an analysis runs. */
export function jobAnnotations(index: number): string {
  return pointer('spec', 'metrics', index, 'provider', 'job', 'spec', 'template', 'metadata', 'annotations');
}

/** Of what the Prometheus operator makes. */
export const POD_METADATA_ANNOTATIONS = '/spec/podMetadata/annotations';

const POD_METADATA: ReadonlySet<string> = new Set(['Alertmanager', 'Prometheus', 'PrometheusAgent', 'ThanosRuler']);
const MEASURED: ReadonlySet<string> = new Set(['AnalysisRun', 'AnalysisTemplate', 'ClusterAnalysisTemplate']);
const OPERATED: readonly string[] = [POD_METADATA_ANNOTATIONS];
const NONE: readonly string[] = [];
