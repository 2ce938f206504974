import { beforeAll, expect, it } from '@jest/globals';
import { loadProject, type Project } from '../../../../pipeline/index.ts';
import { missingResources } from '../../../../tools/cluster/playground/missing-resources.ts';
import { CHECKOUT } from '../../../support/project-folder.ts';

let project: Project;

beforeAll(async () => {
  project = await loadProject(CHECKOUT);
});

it.each([
  {
    name: 'with a gateway',
    environment: 'staging',
    cluster: 'staging-eu-1',
    kinds: ['http-routes', 'secret-references'],
  },
  { name: 'with an ingress controller', environment: 'prod', cluster: 'prod-us-1', kinds: ['secret-references'] },
])('a cluster $name lacks the kinds that its stacks have and do not bring', async ({ environment, cluster, kinds }) => {
  expect(await missingResources(project, { environment, cluster })).toEqual(kinds);
});
