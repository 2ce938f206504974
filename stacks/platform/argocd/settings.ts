import { ApiObject, type StackChart } from 'stele';
import { EXCLUSIONS, IGNORED_UPDATES } from './upstream-defaults.ts';

export interface SettingsOptions {
  readonly admin: boolean;
  readonly policy: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The settings that processes read when they start: a change of them has to restart the pods.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cmd-params-cm-yaml/
 */
export function parameters(syncTimeout: number, highlyAvailable: boolean): Readonly<Record<string, string>> {
  return {
    // without an end, a hook that never finishes keeps the commit that mends it from being synced
    'controller.sync.timeout.seconds': String(syncTimeout),
    // admission and defaulting take part in the comparison, as they do in the apply
    'controller.diff.server.side': 'true',
    'reposerver.enable.git.submodule': 'false',
    'applicationsetcontroller.enable.scm.providers': 'false',
    // upstream's own value, in a ConfigMap that the stack renders in its place
    ...(highlyAvailable ? { 'redis.server': 'argocd-redis-ha-haproxy:6379' } : {}),
  };
}

/** The ConfigMaps that Argo CD reads by name, so they can be neither content-named nor immutable. */
export function settings(chart: StackChart, { admin, policy, parameters }: SettingsOptions): void {
  configMap(chart, 'argocd-cm', {
    'admin.enabled': String(admin),
    'users.anonymous.enabled': 'false',
    'exec.enabled': 'false',
    // by label would break selectors that name the same label; the annotation also says which object is meant
    'application.resourceTrackingMethod': 'annotation',
    ...IGNORED_UPDATES,
    'resource.exclusions': EXCLUSIONS,
  });
  configMap(chart, 'argocd-rbac-cm', { 'policy.default': '', 'policy.csv': policy });
  configMap(chart, 'argocd-cmd-params-cm', { ...parameters });
}

function configMap(chart: StackChart, name: string, data: Readonly<Record<string, string>>): void {
  new ApiObject(chart, name, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      // Argo CD watches only what carries the second label
      labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'argocd' },
    },
    data,
  });
}
