import type { KubeObject } from '../../../model/kube.ts';
import { type Project, renderProject } from '../../../pipeline/index.ts';
import type { CustomResources } from '../custom-resources.ts';
import type { PlaygroundName } from './state.ts';

/** The groups whose simulated controllers run in every cluster. */
const GROUPS: Readonly<Record<string, CustomResources>> = {
  'gateway.networking.k8s.io': 'gateway-api',
  'external-secrets.io': 'external-secrets',
  'monitoring.coreos.com': 'prometheus-operator',
};

/** Where an Application gets the definitions of a group from. */
const SOURCES: Readonly<Record<string, string>> = {
  'monitoring.coreos.com': 'https://github.com/prometheus-operator/prometheus-operator',
};

/**
 * The custom resources that the stacks of a cluster do not bring, and that it has from the beginning.
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
  return Object.entries(GROUPS).flatMap(([group, kinds]) =>
    objects.some((object) => brings(object, group)) ? [] : [kinds],
  );
}

function brings(object: KubeObject, group: string): boolean {
  if (object.kind === 'CustomResourceDefinition') return object.metadata.name.endsWith(`.${group}`);
  const source = SOURCES[group];
  return object.kind === 'Application' && source !== undefined && JSON.stringify(object).includes(`"${source}"`);
}
