import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ArgoCD } from '../../../tools/cluster/argo-cd.ts';
import { type Cluster, startCluster } from '../../../tools/cluster/cluster.ts';
import { installCustomResources } from '../../../tools/cluster/custom-resources.ts';
import { type KubernetesProvider, startKubernetesProvider } from '../../bootstrap/support/kubernetes-provider.ts';
import { strangers } from '../support/audit.ts';
import { settled, startedArgoCD } from '../support/day-zero-argocd.ts';
import { DayZeroProject, FACTS } from '../support/day-zero-project.ts';

const TOKEN = 'hub-s3cr3t-token';
// two control planes, Argo CD and an engine share two cores
const PATIENCE = 900_000;

const HUB = `${FACTS}
export default defineEnvironment({
  name: 'hub',
  tier: 'staging',
  clusters: [cluster('hub-1', facts)],
  stacks: [argocd({ clusters: [{ cidr: '10.20.0.0/24', ports: [443] }] })],
});
`;

const EDGE = `${FACTS}
export default defineEnvironment({
  name: 'edge',
  tier: 'staging',
  argocd: { hub: 'hub-1' },
  clusters: [cluster('edge-1', { ...facts, labels: { site: 'plant-7' } })],
  stacks: [nginx({ host: 'www.example.com' })],
});
`;

let provider: KubernetesProvider;
let project: DayZeroProject;
let hub: Cluster;
let edge: Cluster;
let argocd: ArgoCD;

beforeAll(async () => {
  provider = await startKubernetesProvider();
  project = await DayZeroProject.start(TOKEN, provider.environment, { hub: HUB, edge: EDGE });
  [hub, edge] = await Promise.all([startCluster(), startCluster()]);
  await Promise.all([hub, edge].map((cluster) => installCustomResources(cluster, ['gateway-api'])));
  await project.configure('hub-1', hub.kubeconfig('installer'), TOKEN);
  await project.configureSpoke('edge-1', hub.kubeconfig('installer'), edge.kubeconfig('installer'));
}, PATIENCE);

afterAll(async () => {
  await Promise.all([hub?.stop(), edge?.stop()]);
  provider?.stop();
  project?.remove();
});

it(
  'the hub comes first',
  async () => {
    const { code, stdout, stderr } = await project.stele('bootstrap', 'edge/edge-1', '--yes');

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('has no Argo CD of day 0; run stele bootstrap for hub-1 first');

    expect((await project.stele('bootstrap', 'hub/hub-1', '--yes')).code).toBe(0);
    argocd = await startedArgoCD(hub);
  },
  PATIENCE,
);

it(
  'a cluster gets an account for the hub, and the hub learns where it is and what it is',
  async () => {
    const { code, stderr } = await project.stele('bootstrap', 'edge/edge-1', '--yes');

    expect([code, stderr]).toEqual([0, expect.stringContaining('6 objects changed')]);
    expect(stderr).toContain(`edge/edge-1: context "stele", ${edge.server}, Kubernetes v1.36`);
    expect(stderr).toContain(`hub-1, the hub of edge/edge-1: context "stele", ${hub.server}, Kubernetes v1.36`);
    const { metadata, data } = await hub.as('installer').get('/api/v1/namespaces/argocd/secrets/stele-cluster-edge-1');
    expect(metadata.labels).toEqual({
      'argocd.argoproj.io/secret-type': 'cluster',
      site: 'plant-7',
      'stele.dev/environment': 'edge',
      'stele.dev/region': 'eu-west-1',
      'stele.dev/ring': '0',
      'stele.dev/tier': 'staging',
    });
    expect(Buffer.from(data.server, 'base64').toString('utf8')).toBe(edge.server);
  },
  PATIENCE,
);

it(
  "the hub's Argo CD brings the cluster to what Git says, as the account that it has there",
  async () => {
    await settled(argocd, project, ['edge-1.nginx', 'edge-1.stele-root']);

    const deployment = '/apis/apps/v1/namespaces/nginx/deployments/nginx';
    const { status } = await edge.as('installer').get(deployment);
    expect(status.readyReplicas).toBeGreaterThan(0);
    expect(await hub.as('installer').find(deployment)).toBeUndefined();
    const account = 'system:serviceaccount:argocd:argocd-application-controller';
    expect(strangers({ file: edge.audit, argocd: account })).toEqual([]);
    expect((await project.stele('bootstrap', 'status', 'edge/edge-1')).stdout).toMatch(
      /edge-1\.nginx +Synced +Healthy/,
    );
  },
  PATIENCE,
);

it(
  'day 0 has nothing left to do',
  async () => {
    const { code, stdout } = await project.stele('bootstrap', 'edge/edge-1', '--yes');

    expect([code, stdout]).toEqual([0, '']);
  },
  PATIENCE,
);

it('the token of the account is nowhere in clear: not in the state, not in what was printed', async () => {
  const { data } = await edge
    .as('installer')
    .get('/api/v1/namespaces/argocd/secrets/argocd-application-controller-token');
  const token = Buffer.from(data.token, 'base64').toString('utf8');
  const told = project.texts().join('\n');

  expect(told).toContain('argocd-application-controller-token');
  for (const secret of [token, data.token]) expect(told.includes(secret)).toBe(false);
});
