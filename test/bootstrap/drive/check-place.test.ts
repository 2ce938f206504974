import { describe, expect, test } from '@jest/globals';
import { checkPlace } from '../../../bootstrap/drive/check-place.ts';
import { checkSpoke } from '../../../bootstrap/drive/check-spoke.ts';
import { KubeClient } from '../../../bootstrap/kube/kube-client.ts';
import { parseKubeconfig } from '../../../bootstrap/kube/kubeconfig.ts';
import type { SpokeSetting } from '../../../bootstrap/settings.ts';
import type { ClusterModel, Environment } from '../../../model/resolved.ts';
import { type Answers, base64, type LoopbackApi, loopbackApi, WELL } from '../support/loopback-api.ts';

const ARGOCD = '/apis/argoproj.io/v1alpha1/namespaces/argocd';
const CLUSTER = { name: 'prod-eu-1', facts: { kubernetes: '1.36' } } as ClusterModel;
/** What a hub has that has been through day 0. */
const HUB: Answers = { ...WELL, [`GET ${ARGOCD}/appprojects/stele-root`]: { body: { metadata: {} } } };

describe('the cluster that the kubeconfig leads to', () => {
  test('is shown with its address, its version and the user', async () => {
    const api = await loopbackApi(WELL);

    expect(await place(api, environment())).toEqual({
      name: 'prod/prod-eu-1',
      context: 'loopback',
      server: api.server,
      version: 'v1.36.1',
      user: 'admin',
      doubts: [],
    });
  });

  test('is doubted when it runs another version than the environment says', async () => {
    const api = await loopbackApi({ ...WELL, 'GET /version': { body: { gitVersion: 'v1.34.2' } } });

    expect((await place(api, environment())).doubts).toEqual([
      'runs Kubernetes v1.34.2; environments/prod.ts says 1.36',
    ]);
  });

  test('may follow its own folder already', async () => {
    const api = await loopbackApi({ ...WELL, ...following('stele-root', 'manifests/prod/_clusters/prod-eu-1') });

    expect((await place(api, environment())).name).toBe('prod/prod-eu-1');
  });

  test('is refused when it follows the folder of another', async () => {
    const api = await loopbackApi({ ...WELL, ...following('stele-root', 'manifests/dev/_clusters/dev-1') });

    await expect(place(api, environment())).rejects.toThrow(
      `prod/prod-eu-1: the kubeconfig (context "loopback", ${api.server}) leads to a cluster that follows ` +
        'manifests/dev/_clusters/dev-1; set that of prod-eu-1: pulumi config set --secret --stack prod-eu-1 kubeconfig',
    );
  });

  test('may be a hub, of which the facts of the environment say nothing', async () => {
    const api = await loopbackApi({ ...WELL, 'GET /version': { body: { gitVersion: 'v1.34.2' } } });

    expect(await place(api, environment('hub-1'))).toMatchObject({
      name: 'hub-1, the hub of prod/prod-eu-1',
      version: 'v1.34.2',
      doubts: [],
    });
  });
});

describe('the cluster that a hub is to deploy to', () => {
  test('is shown, beside the hub', async () => {
    const spoke = await loopbackApi({ ...WELL, 'GET /version': { body: { gitVersion: 'v1.35.0' } } });

    expect(await spokePlace(await loopbackApi(HUB), spoke)).toEqual({
      name: 'prod/prod-eu-1',
      context: 'loopback',
      server: spoke.server,
      version: 'v1.35.0',
      user: 'admin',
      doubts: ['runs Kubernetes v1.35.0; environments/prod.ts says 1.36'],
    });
  });

  test('is refused when it is the hub itself', async () => {
    const hub = await loopbackApi(HUB);

    await expect(spokePlace(hub, hub)).rejects.toThrow(
      `prod/prod-eu-1: the clusterKubeconfig (context "loopback", ${hub.server}) leads to the hub itself; ` +
        'set that of prod-eu-1: pulumi config set --secret --stack prod-eu-1 clusterKubeconfig < kubeconfig.yaml',
    );
  });

  test('is refused when it has an Argo CD of its own', async () => {
    const spoke = await loopbackApi({ ...WELL, ...following('stele-root', 'manifests/dev/_clusters/dev-1') });

    await expect(spokePlace(await loopbackApi(HUB), spoke)).rejects.toThrow(
      'leads to a cluster with an Argo CD of its own, which follows manifests/dev/_clusters/dev-1',
    );
  });

  test('is refused when the hub knows it under another name', async () => {
    const spoke = await loopbackApi(WELL);
    const known = { data: { name: base64('prod-us-1'), server: base64(spoke.server) } };
    const hub = await loopbackApi({ ...HUB, 'GET /api/v1/namespaces/argocd/secrets': { body: { items: [known] } } });

    await expect(spokePlace(hub, spoke)).rejects.toThrow('leads to what the hub knows as the cluster prod-us-1');
  });

  test('waits for its hub', async () => {
    const hub = await loopbackApi(WELL);

    await expect(spokePlace(hub, await loopbackApi(WELL))).rejects.toThrow(
      `prod/prod-eu-1: its hub (context "loopback", ${hub.server}) has no Argo CD of day 0; ` +
        'run stele bootstrap for hub-1 first',
    );
  });

  test('is one where the account of the hub may be made', async () => {
    const review = 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    const spoke = await loopbackApi({ ...WELL, [review]: { body: { status: { allowed: false } } } });

    await expect(spokePlace(await loopbackApi(HUB), spoke)).rejects.toThrow(
      'prod-eu-1: the kubeconfig (context "loopback") may not get, list, watch, create, patch serviceaccounts in namespace argocd',
    );
  });

  test('is not logged in to where the hub does that by a program of its own', async () => {
    const spoke = await loopbackApi(WELL);
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'argocd-k8s-auth-none', args: ['aws'] };
    const setting: SpokeSetting = { kubeconfig: spoke.kubeconfig({ exec }), auth: 'exec' };

    expect(await spokePlace(await loopbackApi(HUB), spoke, setting)).toEqual({
      name: 'prod/prod-eu-1',
      context: 'loopback',
      server: spoke.server,
      version: 'unknown',
      user: undefined,
      doubts: [],
    });
    expect(spoke.asked).toEqual([]);
  });

  test('names a program where the hub is to run one', async () => {
    const spoke = await loopbackApi(WELL);

    await expect(
      spokePlace(await loopbackApi(HUB), spoke, { kubeconfig: spoke.kubeconfig(), auth: 'exec' }),
    ).rejects.toThrow('clusterKubeconfig of "prod-eu-1": names no program to log in with; use clusterAuth "token"');
  });
});

function environment(hub?: string): Environment {
  return { name: 'prod', file: 'environments/prod.ts', argocd: { hub } } as Environment;
}

function following(name: string, path: string): Answers {
  return { [`GET ${ARGOCD}/applications/${name}`]: { body: { spec: { source: { path } } } } };
}

function place(api: LoopbackApi, of: Environment) {
  return withClient(api, (client) => checkPlace(client, of, CLUSTER));
}

function spokePlace(hub: LoopbackApi, { kubeconfig }: LoopbackApi, setting?: SpokeSetting) {
  const spoke = setting ?? { kubeconfig: kubeconfig(), auth: 'token' };
  return withClient(hub, (client) =>
    checkSpoke({ environment: environment('hub-1'), cluster: CLUSTER, hub: client, spoke }),
  );
}

async function withClient<T>(api: LoopbackApi, use: (client: KubeClient) => Promise<T>): Promise<T> {
  const client = await KubeClient.connect('prod-eu-1', parseKubeconfig('kubeconfig', api.kubeconfig()));
  try {
    return await use(client);
  } finally {
    client.close();
  }
}
