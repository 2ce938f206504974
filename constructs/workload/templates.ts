import type { UnfinishedObject } from '../after-json.ts';
import type { PodTemplate } from './pod-template.ts';

/** Something with annotations of its own: an object, or a template that a controller makes objects of. */
export interface Annotated {
  metadata?: { annotations?: Record<string, string>; [field: string]: unknown };
}

/** The pod template of an object, or undefined when it makes no pods. */
export function podTemplateOf(json: UnfinishedObject): PodTemplate | undefined {
  const spec = json.spec as
    | {
        template?: PodTemplate;
        jobTemplate?: { spec?: { template?: PodTemplate } };
        jobTargetRef?: { template?: PodTemplate };
      }
    | undefined;
  const template = spec?.jobTemplate?.spec?.template ?? spec?.jobTargetRef?.template ?? spec?.template;
  return Array.isArray(template?.spec?.containers) ? template : undefined;
}

/**
 * The templates of an object from the outside in: of Jobs, then of pods; and what stands for one in the custom resources
 * of the Prometheus operator.
 */
export function templatesOf(json: UnfinishedObject): Annotated[] {
  if (json.apiVersion.startsWith('monitoring.coreos.com/')) return OPERATED.has(json.kind) ? [podMetadataOf(json)] : [];
  const template = podTemplateOf(json);
  if (template === undefined) return [];
  const jobTemplate = (json.spec as { jobTemplate?: Annotated }).jobTemplate;
  return jobTemplate === undefined ? [template] : [jobTemplate, template];
}

const OPERATED: ReadonlySet<string> = new Set(['Alertmanager', 'Prometheus', 'PrometheusAgent', 'ThanosRuler']);

/** The operator gives it to the pods that it makes, under a name of its own. */
function podMetadataOf(json: UnfinishedObject): Annotated {
  const spec = json.spec as { podMetadata?: Annotated['metadata'] };
  return {
    get metadata() {
      return spec.podMetadata;
    },
    set metadata(metadata) {
      spec.podMetadata = metadata;
    },
  };
}

/** Adds an annotation. */
export function annotate(target: Annotated, key: string, value: string): void {
  target.metadata = { ...target.metadata, annotations: { ...target.metadata?.annotations, [key]: value } };
}
