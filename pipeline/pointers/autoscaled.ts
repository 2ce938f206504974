import type { IResourceIgnoreDifferences } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ResourceIgnoreDifferences';
import type { KubeObject } from '../../model/kube.ts';

/**
 * The replicas of what autoscalers scale: Git does not say them, and a sync keeps the running count. Without it, a
 * field that only Argo CD had set falls back to 1 in the commit that switches autoscaling on.
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
