import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../../../tools/cluster/api-client.ts';
import { tryKubectl } from '../../../tools/cluster/kubectl.ts';
import { waitFor } from '../../../tools/cluster/wait.ts';
import type { Attempt } from '../support/attempt.ts';
import { attempts } from '../support/attempts.ts';
import { writersOf } from '../support/audit.ts';
import { DUTIES, type Duty, FURTHER_OBJECTS, TRESPASSES } from '../support/duties.ts';
import { HANDED_ON_WAIVERS } from '../support/handed-on-waivers.ts';
import {
  type ApiRequest,
  account,
  DEBUGGER,
  DEVELOPER,
  deploySealed,
  KUBELET,
  RESCUER,
  type SealedCluster,
  type Who,
} from '../support/sealed-cluster.ts';
import { deployment, pods } from '../support/workloads.ts';

const PODINFO = deployment('podinfo');
const NAMESPACE = '/api/v1/namespaces/podinfo';
/** One that the pods of podinfo have. */
const VOLUME = 'data';

const ARGO_CD = account('argocd', 'argocd-application-controller');

let sealed: SealedCluster;

beforeAll(async () => {
  sealed = await deploySealed();
  for (const [path, object] of FURTHER_OBJECTS) {
    expect(await sealed.send(RESCUER, { method: 'POST', path, body: object })).toMatchObject({ status: 201 });
  }
}, 400_000);

afterAll(() => sealed?.stop());

describe('a developer with the role cluster-admin is refused who', () => {
  it.each(attempts({ pod: '', replicaSet: '' }).map(({ title }) => title))('%s', async (title) => {
    const attempt = await attemptOf(title);
    const { status, body } = await sealed.send(DEVELOPER, attempt);

    const { message } = JSON.parse(body) as { readonly message: string };
    expect({ status, message }).toEqual({ status: 403, message: expect.stringContaining(' is sealed: dora may not ') });
    const source = attempt.source ?? 'stacks/apps/podinfo.ts';
    expect(message).toContain(`; change ${source} in a pull request, and Argo CD deploys it`);
  });

  it('resizes a pod', async () => {
    expect((await resize(DEVELOPER, { cpu: '999m' })).body).toContain('is sealed: dora may not update pods/resize');
  });

  it.each([
    ['rolls back', ['rollout', 'undo', 'deployment/podinfo']],
    ['restarts', ['rollout', 'restart', 'deployment/podinfo']],
    [
      'edits an image',
      ['set', 'image', 'deployment/podinfo', `podinfo=example.com/other:1.0.0@sha256:${'1'.repeat(64)}`],
    ],
    ['scales', ['scale', 'deployment/podinfo', '--replicas=0']],
    ['exposes', ['expose', 'deployment/podinfo', '--port=80', '--name=by-hand']],
    ['opens a shell', ['exec', 'deployment/podinfo', '--', 'sh']],
    ['forwards a port', ['port-forward', 'deployment/podinfo', ':9898']],
  ])('%s with kubectl', async (_, args) => {
    // a second revision, so that there is one to go back to
    await secondRevision();
    const { code, stderr } = await tryKubectl(sealed.cluster, 'platform-admin', ['--namespace=podinfo', ...args]);

    expect(code).not.toBe(0);
    expect(stderr).toContain('namespace podinfo is sealed: platform-admin may not ');
  });
});

describe('a developer may', () => {
  it.each(['delete', 'evict'])('%s a pod, which is replaced', async (verb) => {
    const pod = await podName();
    const path = `${NAMESPACE}/pods/${pod}`;
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace: 'podinfo' } };
    const request: ApiRequest =
      verb === 'delete' ? { method: 'DELETE', path } : { method: 'POST', path: `${path}/eviction`, body: eviction };
    let status = 0;
    // the disruption budget counts what the test before has replaced, a moment later
    await waitFor(
      async () => {
        ({ status } = await sealed.send(DEVELOPER, request));
        return status !== 429;
      },
      { what: 'the disruption budget', timeout: 30_000 },
    );
    expect(status).toBeLessThan(300);

    await waitFor(
      async () => {
        const names = (await pods(sealed.cluster, 'podinfo')).map(({ metadata }) => metadata.name);
        return names.length === 3 && !names.includes(pod);
      },
      { what: 'another pod', timeout: 30_000 },
    );
  });

  it('look, and ask who may do what', async () => {
    const review = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'LocalSubjectAccessReview',
      metadata: { namespace: 'podinfo' },
      spec: { user: 'dora', resourceAttributes: { namespace: 'podinfo', verb: 'get', resource: 'pods' } },
    };
    const path = '/apis/authorization.k8s.io/v1/namespaces/podinfo/localsubjectaccessreviews';
    expect((await sealed.send(DEVELOPER, { method: 'POST', path, body: review })).status).toBe(201);
    expect((await sealed.send(DEVELOPER, { method: 'GET', path: PODINFO })).status).toBe(200);
  });

  it('write in a namespace that is not sealed', async () => {
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine' } };
    const path = '/api/v1/namespaces/default/configmaps?dryRun=All';
    expect((await sealed.send(DEVELOPER, { method: 'POST', path, body })).status).toBe(201);
  });
});

describe('whoever is no person', () => {
  it.each(DUTIES.map((duty) => [duty.title, duty] as const))('%s', async (_, duty) => {
    expect(await outcome(duty)).toEqual({ isRefused: false, message: '' });
  });

  it.each(TRESPASSES.map((duty) => [duty.title, duty] as const))('is refused: %s', async (_, duty) => {
    expect(await outcome(duty)).toEqual({
      isRefused: true,
      message: expect.stringMatching(/ is sealed: .* is written by controllers that the facts of the cluster list$/),
    });
  });

  it('resizes a pod as far as the rules go', async () => {
    const updater = account('kube-system', 'vpa-updater');
    expect(await resize(updater, { cpu: '200m' })).toMatchObject({ status: 200 });
    const { status, body } = await resize(updater, { memory: '0' });
    expect(status).not.toBe(200);
    expect(body).toContain('[require-requests] podinfo must request cpu and memory');
    expect(body).not.toContain('is sealed');
  });

  it('may tell that a node lives', async () => {
    const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
    const [lease] = await sealed.cluster.as('installer').list(leases);
    const path = `${leases}/${lease?.metadata.name}`;
    const { renewTime } = lease?.spec ?? {};
    await waitFor(async () => (await sealed.cluster.as('installer').get(path)).spec.renewTime !== renewTime, {
      what: 'a heartbeat',
      timeout: 60_000,
    });
  });
});

describe('an autoscaler', () => {
  it('brings a workload back that has fewer pods than the minimum', async () => {
    const { cluster } = sealed;
    const body = { spec: { replicas: 1 } };
    expect(await sealed.send(RESCUER, { method: 'PATCH', path: `${PODINFO}/scale`, body })).toMatchObject({
      status: 200,
    });
    await waitFor(async () => (await pods(cluster, 'podinfo')).length === 1, { what: 'one pod', timeout: 30_000 });

    await cluster.restart('autoscaler');
    try {
      await waitFor(async () => (await pods(cluster, 'podinfo')).length === 3, { what: 'three pods', timeout: 30_000 });
    } finally {
      await cluster.keeper.kill('autoscaler');
    }

    // Argo CD leaves the number of replicas alone
    expect(writersOf(cluster.audit, `${PODINFO}/scale`)).toContain(
      'system:serviceaccount:kube-system:horizontal-pod-autoscaler',
    );
  });
});

describe('where nothing is sealed, the waivers that an operator hands on to its pods', () => {
  const waiver = { 'stele.dev/waive.no-privileged': 'needs devices (owner: web, until: 2099-01-31)' };
  const REFUSAL = '[valid-waiver] only Argo CD may permit the pods of an operator to break rules: ';

  describe.each(HANDED_ON_WAIVERS.map((one) => [one.kind, one] as const))('of kind %s', (_, { path, object }) => {
    const make = (who: Who, annotations: Readonly<Record<string, string>>) =>
      sealed.send(who, { method: 'POST', path: `${path}?dryRun=All`, body: object(annotations) });

    it.each([
      ['a developer', DEVELOPER],
      ['the break-glass group', RESCUER],
      ['the operator, of what nothing made', account('monitoring', 'prometheus-operator')],
    ])('are not written by %s', async (__, who) => {
      const { status, body } = await make(who, waiver);
      expect(status).toBe(403);
      expect(JSON.parse(body).message).toContain(`${REFUSAL}stele.dev/waive.no-privileged`);
    });

    it('are written by Argo CD, and others write what has none', async () => {
      expect(await make(ARGO_CD, waiver)).toMatchObject({ status: 201 });
      expect(await make(DEVELOPER, { team: 'web' })).toMatchObject({ status: 201 });
    });
  });

  it('permit what was reviewed with them: others touch its metadata, and nothing else', async () => {
    const [{ path, object }] = HANDED_ON_WAIVERS;
    expect(await sealed.send(ARGO_CD, { method: 'POST', path, body: object(waiver) })).toMatchObject({ status: 201 });
    const change = (body: object) => sealed.send(DEVELOPER, { method: 'PATCH', path: `${path}/by-hand`, body });

    expect(await change({ metadata: { annotations: { touched: 'yes' } } })).toMatchObject({ status: 200 });
    const { status, body } = await change({ spec: { hostNetwork: true } });
    expect({ status, message: JSON.parse(body).message }).toEqual({
      status: 403,
      message: expect.stringContaining(REFUSAL),
    });
    expect(await change({ spec: { podMetadata: null } })).toMatchObject({ status: 200 });
  });

  it('are not needed for a ScaledJob: its template is judged, without those of whoever wrote it', async () => {
    const containers = [{ name: 'x', image: 'x', securityContext: { privileged: true } }];
    const template = { metadata: { annotations: waiver }, spec: { containers } };
    const body = {
      apiVersion: 'keda.sh/v1',
      kind: 'ScaledJob',
      metadata: { name: 'by-hand', annotations: waiver },
      spec: { jobTargetRef: { template } },
    };
    const answer = await sealed.send(DEVELOPER, {
      method: 'POST',
      path: '/apis/keda.sh/v1/namespaces/default/scaledjobs',
      body,
    });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('[no-privileged] x must not run privileged');
  });
});

describe('the break-glass group', () => {
  it('gets through, which the audit log tells, and Argo CD heals what it did', async () => {
    const path = deployment('catalog');
    const body = { spec: { revisionHistoryLimit: 7 } };
    expect((await sealed.send(RESCUER, { method: 'PATCH', path, body })).status).toBe(200);

    await waitFor(async () => (await sealed.cluster.as('installer').get(path)).spec.revisionHistoryLimit !== 7, {
      what: 'what Git says',
      timeout: 60_000,
    });
    const told = auditAnnotations('stele-seal/break-glass');
    expect(told).toContain('rescuer update deployments catalog (stacks/apps/catalog.ts)');
  });

  it('deletes a Deployment, the garbage collector its pods, and Argo CD makes it again', async () => {
    const installer = sealed.cluster.as('installer');
    const path = deployment('catalog');
    const { uid } = (await installer.get(path)).metadata;
    const [replicaSet] = await installer.list('/apis/apps/v1/namespaces/catalog/replicasets');
    expect((await sealed.send(RESCUER, { method: 'DELETE', path })).status).toBe(200);

    await waitFor(
      async () => {
        const sets = await installer.list('/apis/apps/v1/namespaces/catalog/replicasets');
        const again = await installer.find(path);
        return (
          again !== undefined &&
          again.metadata.uid !== uid &&
          sets.every((one) => one.metadata.uid !== replicaSet?.metadata.uid)
        );
      },
      { what: 'a new Deployment with a new ReplicaSet', timeout: 60_000 },
    );
  });
});

describe('a namespace that the break-glass group deletes', () => {
  it('is emptied, of what Git owns too', async () => {
    const installer = sealed.cluster.as('installer');
    const path = '/api/v1/namespaces/doomed';
    const labels = { 'stele.dev/sealed': 'true' };
    const annotations = { 'argocd.argoproj.io/tracking-id': 'doomed:/ConfigMap:doomed/of-git' };
    const objects: readonly (readonly [string, object])[] = [
      ['/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'doomed', labels } }],
      [`${path}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'of-git', annotations } }],
    ];
    for (const [where, body] of objects) {
      expect(await sealed.send(RESCUER, { method: 'POST', path: where, body })).toMatchObject({ status: 201 });
    }
    expect((await sealed.send(DEVELOPER, { method: 'DELETE', path })).status).toBe(403);
    expect((await sealed.send(RESCUER, { method: 'DELETE', path })).status).toBe(200);

    await waitFor(async () => (await installer.find(path)) === undefined, {
      what: 'the namespace to go',
      timeout: 60_000,
    });
  });
});

describe('debugging', () => {
  const container = {
    name: 'debugger-1',
    image: `docker.io/library/busybox:1.37@sha256:${'1'.repeat(64)}`,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: 10001,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
  const add = async (who: Who, more: object = {}, pod?: string) => {
    const body = { spec: { ephemeralContainers: [{ ...container, ...more }] } };
    const path = `${pod ?? `${NAMESPACE}/pods/${await podName()}`}/ephemeralcontainers?dryRun=All`;
    return sealed.send(who, { method: 'PATCH', path, type: 'application/strategic-merge-patch+json', body });
  };

  it('is for members of the group, with a restricted container of a listed image', async () => {
    expect(await add(DEBUGGER)).toMatchObject({ status: 200 });
  });

  it.each([
    ['another image', { image: container.image.replace('busybox', 'alpine') }],
    [
      'an image whose name only begins like a listed one',
      { image: container.image.replace('busybox', 'busybox-evil') },
    ],
    ['another name', { name: 'web' }],
    ['a volume of the pod', { volumeMounts: [{ name: VOLUME, mountPath: '/tmp' }] }],
    ['an environment from a Secret', { envFrom: [{ secretRef: { name: 'x' } }] }],
    [
      'a capability',
      { securityContext: { ...container.securityContext, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } } },
    ],
  ])('is refused with %s', async (_, more) => {
    const { status, body } = await add(DEBUGGER, more);
    expect(status).toBe(403);
    expect(body).toContain('is sealed: debra may not ');
  });

  it('is refused with a claim of the pod as a block device', async () => {
    const device = { volumeDevices: [{ name: 'data', devicePath: '/dev/xvda' }] };
    const { status, body } = await add(DEBUGGER, device, '/api/v1/namespaces/redis/pods/redis-0');
    expect(status).toBe(403);
    expect(body).toContain('is sealed: debra may not ');
  });

  it('is for nobody else', async () => {
    const { status, body } = await add(DEVELOPER);
    expect(status).toBe(403);
    expect(body).toContain('to debug, be in group stele:debug');
  });

  it('attaches to debug containers, and to no other', async () => {
    const path = `${NAMESPACE}/pods/${await podName()}/attach?stdout=true&container=`;
    // it is no upgrade of the connection, which is what the API server says after admission
    expect((await sealed.send(DEBUGGER, { method: 'POST', path: `${path}debugger-1` })).body).not.toContain(
      'is sealed',
    );
    expect((await sealed.send(DEBUGGER, { method: 'POST', path: `${path}podinfo` })).status).toBe(403);
    expect((await sealed.send(DEVELOPER, { method: 'POST', path: `${path}debugger-1` })).status).toBe(403);
  });

  it('is told by the audit log, with who, where and what', async () => {
    const pod = await podName();
    const path = `${NAMESPACE}/pods/${pod}`;
    const type = 'application/strategic-merge-patch+json';
    const body = { spec: { ephemeralContainers: [container] } };
    const added = await sealed.send(DEBUGGER, { method: 'PATCH', path: `${path}/ephemeralcontainers`, type, body });
    expect(added).toMatchObject({ status: 200 });
    await sealed.send(DEBUGGER, { method: 'POST', path: `${path}/attach?stdout=true&container=debugger-1` });

    const source = '(stacks/apps/podinfo.ts)';
    expect(auditAnnotations('stele-seal/debug')).toEqual(
      expect.arrayContaining([
        `debra update pods/ephemeralcontainers ${pod}: debugger-1 of ${container.image} ${source}`,
        `debra connect pods/attach ${pod}: debugger-1 ${source}`,
      ]),
    );
  });
});

describe('Argo CD', () => {
  it('rolls out a commit', async () => {
    await secondRevision();
    await sealed.settled();
    expect((await sealed.cluster.as('installer').get(PODINFO)).metadata.generation).toBeGreaterThan(1);
  });

  it.each([
    ['the seal', 'validatingadmissionpolicybindings/stele-seal'],
    ['a policy of the pack', 'validatingadmissionpolicies/stele-rules-pods'],
  ])('puts %s back when somebody removes it', async (what, name) => {
    const path = `/apis/admissionregistration.k8s.io/v1/${name}`;
    const installer = sealed.cluster.as('installer');
    const { uid } = (await installer.get(path)).metadata;
    expect((await sealed.send(DEVELOPER, { method: 'DELETE', path })).status).toBe(200);
    await waitFor(async () => ((await installer.find(path))?.metadata.uid ?? uid) !== uid, {
      what,
      timeout: 60_000,
    });
  });
});

async function attemptOf(title: string): Promise<Attempt> {
  const [replicaSet] = await sealed.cluster.as('installer').list('/apis/apps/v1/namespaces/podinfo/replicasets');
  const names = { pod: await podName(), replicaSet: replicaSet?.metadata.name ?? '' };
  const found = attempts(names).find((one) => one.title === title);
  if (found === undefined) throw new Error(`no attempt is called "${title}"`);
  return found;
}

async function podName(): Promise<string> {
  await waitFor(async () => (await pods(sealed.cluster, 'podinfo')).length > 0, { what: 'a pod', timeout: 30_000 });
  return (await pods(sealed.cluster, 'podinfo'))[0]?.metadata.name ?? '';
}

/** Asks for other resources of a running pod. */
async function resize(who: Who, requests: object): Promise<Answer> {
  const path = `${NAMESPACE}/pods/${await podName()}`;
  const type = 'application/strategic-merge-patch+json';
  const resources = { requests: { cpu: '100m', memory: '96Mi' } };
  // what a kubelet says that can resize
  const status = { containerStatuses: [{ name: 'podinfo', resources }] };
  const said = await sealed.send(KUBELET, { method: 'PATCH', path: `${path}/status`, type, body: { status } });
  expect(said).toMatchObject({ status: 200 });
  const body = { spec: { containers: [{ name: 'podinfo', resources: { requests } }] } };
  return sealed.send(who, { method: 'PATCH', path: `${path}/resize?dryRun=All`, type, body });
}

/** Has podinfo rolled out once more by a commit, if it was not yet. */
async function secondRevision(): Promise<void> {
  const { project } = sealed.platform;
  const file = 'stacks/apps/podinfo.ts';
  if (project.read(file).includes("memory: '96Mi'")) return;
  project.edit(file, "memory: '64Mi'", "memory: '96Mi'");
  await sealed.platform.release();
  await sealed.settled();
}

/** What the API server said to a controller that does what it is for. */
async function outcome({ who, request }: Duty): Promise<{ readonly isRefused: boolean; readonly message: string }> {
  const { status, body } = await sealed.send(who, request);
  return { isRefused: status === 403, message: status < 300 ? '' : JSON.parse(body).message };
}

/** The values of an annotation in the audit log. */
function auditAnnotations(key: string): readonly string[] {
  const lines = readFileSync(sealed.cluster.audit, 'utf8').split('\n').slice(0, -1);
  return lines.flatMap((line) => {
    const { annotations } = JSON.parse(line) as { readonly annotations?: Readonly<Record<string, string>> };
    return annotations?.[key] ?? [];
  });
}
