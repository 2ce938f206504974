/** A custom resource whose operator makes pods of it, and gives them a waiver. */
export interface HandedOnWaiver {
  readonly kind: string;
  /** Where objects of its kind are made in a namespace that is not sealed. */
  readonly path: string;
  object(annotations: Readonly<Record<string, string>>): { readonly metadata: { readonly name: string } };
}

/** One of each way in which operators take annotations for pods. */
export const HANDED_ON_WAIVERS: readonly [HandedOnWaiver, ...HandedOnWaiver[]] = [
  kindOf('monitoring.coreos.com/v1', 'Prometheus', 'prometheuses', (annotations) => ({ podMetadata: { annotations } })),
  kindOf('argoproj.io/v1', 'Experiment', 'experiments', (annotations) => ({
    templates: [{ name: 'plain' }, { name: 'waived', template: { metadata: { annotations } } }],
  })),
  kindOf('argoproj.io/v1', 'AnalysisTemplate', 'analysistemplates', (annotations) => ({
    metrics: [
      { name: 'web', provider: { web: {} } },
      { name: 'job', provider: { job: { spec: { template: { metadata: { annotations } } } } } },
    ],
  })),
];

function kindOf(
  apiVersion: string,
  kind: string,
  plural: string,
  spec: (annotations: Readonly<Record<string, string>>) => object,
): HandedOnWaiver {
  const metadata = { name: 'by-hand' };
  return {
    kind,
    path: `/apis/${apiVersion}/namespaces/default/${plural}`,
    object: (annotations) => ({ apiVersion, kind, metadata, spec: spec(annotations) }),
  };
}
