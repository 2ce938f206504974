import type { IResourceIgnoreDifferences } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ResourceIgnoreDifferences';
import type { KubeObject } from '../../model/kube.ts';

/**
 * The replicas of what autoscalers scale, in the order of namespace, group, kind and name: the number in Git is where
 * they start, and a sync keeps the running one. Leaving them out of Git would take a workload down to one pod in the
 * commit that switches autoscaling on.
 */
export function autoscaledReplicas(objects: readonly KubeObject[]): IResourceIgnoreDifferences[] {
  return objects
    .filter(({ apiVersion, kind }) => kind === 'HorizontalPodAutoscaler' && apiVersion.startsWith('autoscaling/'))
    .flatMap((autoscaler) => {
      const target = scaleTarget(autoscaler);
      const { namespace } = autoscaler.metadata;
      if (target === undefined || namespace === undefined) return [];
      return [{ ...target, namespace, jsonPointers: ['/spec/replicas'] }];
    })
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function scaleTarget({ spec }: KubeObject): { group: string; kind: string; name: string } | undefined {
  const { scaleTargetRef } = (spec ?? {}) as { scaleTargetRef?: { apiVersion?: string; kind?: string; name?: string } };
  const { apiVersion = '', kind, name } = scaleTargetRef ?? {};
  if (kind === undefined || name === undefined) return undefined;
  return { group: apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '', kind, name };
}

function key({ group, kind, name, namespace }: IResourceIgnoreDifferences): string {
  return `${namespace}/${group}/${kind}/${name}`;
}
