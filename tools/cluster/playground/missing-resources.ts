import { groupOf, type KubeObject } from '../../../model/kube.ts';
import { type Project, renderProject } from '../../../pipeline/index.ts';
import type { CustomResources } from '../custom-resources.ts';
import type { PlaygroundName } from './state.ts';

/** A group that clusters know how to be given: kinds that can come alone, and all of them for the others. */
interface Group {
  readonly all?: CustomResources;
  readonly kinds: Readonly<Record<string, CustomResources>>;
}

const GROUPS: Readonly<Record<string, Group>> = {
  'gateway.networking.k8s.io': { all: 'gateway-api', kinds: { HTTPRoute: 'http-routes' } },
  'external-secrets.io': { all: 'external-secrets', kinds: { ExternalSecret: 'secret-references' } },
  'monitoring.coreos.com': {
    all: 'prometheus-operator',
    kinds: {
      Alertmanager: 'alertmanagers',
      PodMonitor: 'pod-monitors',
      Probe: 'probes',
      Prometheus: 'prometheuses',
      PrometheusRule: 'alert-rules',
      ServiceMonitor: 'service-monitors',
    },
  },
  // Applications and projects come with Argo CD
  'argoproj.io': { kinds: { ApplicationSet: 'application-sets' } },
};

/** Where an Application gets the definitions of a group from. */
const SOURCES: Readonly<Record<string, string>> = {
  'monitoring.coreos.com': 'https://github.com/prometheus-operator/prometheus-operator',
};

/**
 * The custom resources that the stacks of a cluster have and do not bring. Each definition costs the API server seconds,
 * so no more than these are installed.
 *
 * @throws UserError when the source is wrong
 */
export async function missingResources(
  project: Project,
  { environment, cluster }: PlaygroundName,
): Promise<readonly CustomResources[]> {
  const { variants } = await renderProject(project, {
    environments: project.environments.filter(({ name }) => name === environment),
  });
  const objects = variants
    .filter(({ clusters }) => clusters.some(({ name }) => name === cluster))
    .flatMap(({ rendering }) => rendering.objects);
  const names = Object.entries(GROUPS).flatMap(([group, { all, kinds }]) => {
    if (objects.some((object) => brings(object, group))) return [];
    const rendered = objects.filter((object) => groupOf(object) === group);
    return rendered.flatMap(({ kind }) => (Object.hasOwn(kinds, kind) ? kinds[kind] : all) ?? []);
  });
  return [...new Set(names)];
}

function brings(object: KubeObject, group: string): boolean {
  if (object.kind === 'CustomResourceDefinition') return object.metadata.name.endsWith(`.${group}`);
  const source = SOURCES[group];
  return object.kind === 'Application' && source !== undefined && JSON.stringify(object).includes(`"${source}"`);
}
