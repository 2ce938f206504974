import type { KubeObject } from '../../model/kube.ts';
import { at, isFields, listAt, textAt } from '../read.ts';
import { jobAnnotations, templateAnnotations } from './annotation-places.ts';
import type { MadeWorkload } from './made-workload.ts';
import { Origins } from './origins.ts';

/** The ReplicaSets of an Experiment: https://argo-rollouts.readthedocs.io/en/stable/features/experiment/ */
export function experimentWorkloads(object: KubeObject): readonly MadeWorkload[] {
  return listAt(object, 'spec', 'templates').flatMap((template, index) => {
    const place = `/spec/templates/${index}`;
    if (!isFields(at(template, 'template', 'spec'))) return [];
    const origins = new Origins();
    origins.own('', place);
    for (const field of ['replicas', 'selector', 'template']) origins.copy(`/spec/${field}`, `${place}/${field}`);
    return [
      {
        object: {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          metadata: metadataOf(object, textAt(template, 'name') ?? ''),
          spec: {
            replicas: at(template, 'replicas') ?? 1,
            selector: at(template, 'selector'),
            template: at(template, 'template'),
          },
        },
        origins,
        annotations: templateAnnotations(index),
      },
    ];
  });
}

/** The Jobs that measure for an analysis: https://argo-rollouts.readthedocs.io/en/stable/analysis/job/ */
export function metricWorkloads(object: KubeObject): readonly MadeWorkload[] {
  return listAt(object, 'spec', 'metrics').flatMap((metric, index) => {
    const job = at(metric, 'provider', 'job');
    const place = `/spec/metrics/${index}/provider/job`;
    if (!isFields(at(job, 'spec', 'template', 'spec'))) return [];
    const origins = new Origins();
    origins.copy('', place);
    return [
      {
        object: {
          apiVersion: 'batch/v1',
          kind: 'Job',
          metadata: metadataOf(object, textAt(metric, 'name') ?? ''),
          spec: at(job, 'spec'),
        },
        origins,
        annotations: jobAnnotations(index),
      },
    ];
  });
}

function metadataOf({ apiVersion, kind, metadata }: KubeObject, part: string): KubeObject['metadata'] {
  const { name, namespace, labels } = metadata;
  return {
    name: `${name}-${part}`,
    ...(namespace === undefined ? {} : { namespace }),
    ...(labels === undefined ? {} : { labels }),
    ownerReferences: [{ apiVersion, kind, name, controller: true }],
  };
}
