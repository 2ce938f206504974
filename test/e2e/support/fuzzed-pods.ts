import fc, { type Arbitrary } from 'fast-check';
import type { KubeObject } from '../../../model/kube.ts';
import { acceptable } from './acceptable-pod.ts';
import {
  ephemeralContainer,
  image,
  initContainer,
  linuxContext,
  mainContainer,
  name,
  oneOf,
  resources,
  some,
} from './fuzzed-containers.ts';

/** A pod as somebody could write it: fields that rules look at, in many combinations, and few of them right. */
export function fuzzedPods(seed: number, count: number): readonly KubeObject[] {
  return fc.sample(pod, { seed, numRuns: count });
}

/** Containers to add to a pod that runs. */
export function fuzzedEphemeralContainers(seed: number, count: number): readonly object[] {
  return fc.sample(ephemeralContainer, { seed, numRuns: count });
}

const token: Arbitrary<object> = some({ expirationSeconds: oneOf(600, 3600, 7200), audience: oneOf('', 'vault') }).map(
  (rest) => ({ serviceAccountToken: { ...rest, path: 'token' } }),
);
const volume = fc.oneof(
  some({ sizeLimit: oneOf<unknown>('64Mi', '0', 1), medium: oneOf('', 'Memory', 'HugePages') }).map((emptyDir) => ({
    emptyDir,
  })),
  oneOf('/', '/var/log', '/var/run/docker.sock', '/run/containerd/containerd.sock', '/run/docker.sock/', '//run').map(
    (path) => ({ hostPath: { path } }),
  ),
  fc
    .array(fc.oneof(token, oneOf<object>({ configMap: { name: 'web' } })), { minLength: 1, maxLength: 2 })
    .map((sources) => ({
      projected: { sources },
    })),
  oneOf<object>(
    {},
    { emptyDir: null },
    { configMap: { name: 'web' } },
    { secret: { secretName: 'web' } },
    { downwardAPI: { items: [] } },
    { persistentVolumeClaim: { claimName: 'web' } },
    {
      ephemeral: {
        volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
      },
    },
    { csi: { driver: 'secrets-store.csi.k8s.io' } },
    { image: { reference: 'ghcr.io/example/models:1' } },
    { nfs: { server: 'nfs.example.com', path: '/' } },
    { iscsi: { targetPortal: '198.51.100.1', iqn: 'iqn.2001-04.com.example:storage', lun: 0 } },
    { awsElasticBlockStore: { volumeID: 'vol-1' } },
    { gcePersistentDisk: { pdName: 'disk' } },
    { flexVolume: { driver: 'example.com/flex' } },
    { rbd: { monitors: ['198.51.100.1'], image: 'disk' } },
    { fc: { targetWWNs: ['500a0982991b8dc5'], lun: 1 } },
    { hostPath: { path: '/etc' } },
  ),
);

const podContext = some({
  ...linuxContext,
  fsGroup: oneOf(0, 10001),
  supplementalGroups: fc.array(oneOf(0, 10001), { maxLength: 2 }),
  sysctls: fc.uniqueArray(
    oneOf(
      'kernel.shm_rmid_forced',
      'net.ipv4.ip_local_port_range',
      'net.ipv4.tcp_syncookies',
      'net.ipv4.ip_unprivileged_port_start',
      'net.ipv4.tcp_rmem',
      'kernel.msgmax',
      'net.core.somaxconn',
    ).map((sysctl) => ({ name: sysctl, value: '1' })),
    { maxLength: 2, selector: (one) => one.name },
  ),
});

const podFields = some({
  securityContext: podContext,
  automountServiceAccountToken: fc.boolean(),
  serviceAccountName: oneOf('', 'default', 'web'),
  serviceAccount: oneOf('', 'default', 'web'),
  hostUsers: fc.boolean(),
  shareProcessNamespace: fc.boolean(),
  hostIPC: oneOf(false, false, true),
  hostPID: oneOf(false, false, true),
  hostNetwork: oneOf(false, false, true),
  enableServiceLinks: fc.boolean(),
  os: oneOf({ name: 'linux' }, { name: 'linux' }),
  // not less than what all containers want
  resources: fc.option(
    some({
      requests: some({ cpu: oneOf('1e12', '1T'), memory: oneOf('1e12', '1T') }),
      limits: some({ cpu: oneOf('1e12', '1T'), memory: oneOf('1e12', '1T') }),
    }),
    { nil: undefined, freq: 1 },
  ),
});

const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const annotations = (names: readonly string[]) =>
  some({
    [`${APPARMOR}${names[0]}`]: oneOf('runtime/default', 'unconfined', 'localhost/web'),
    [`stele.dev/image-user.${names.at(-1)}`]: oneOf('1000', '0', ''),
    'stele.dev/waive.no-privileged': fc.constant('needs devices (owner: web, until: 2099-01-31)'),
    'example.com/note': fc.constant('x'),
  }).map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== null)));

const linuxPod = fc.uniqueArray(name, { minLength: 1, maxLength: 4 }).chain((names) => {
  const inits = Math.floor((names.length - 1) / 2);
  const titled = (containers: readonly object[], of: readonly string[], images: readonly string[]) =>
    containers.map((one, index) => ({ ...one, name: of[index], image: images[index] }));
  return fc
    .record({
      meta: fc.option(annotations(names), { nil: undefined }),
      fields: podFields,
      main: fc.array(mainContainer, { minLength: names.length - inits, maxLength: names.length - inits }),
      init: fc.array(initContainer, { minLength: inits, maxLength: inits }),
      images: fc.array(image, { minLength: names.length, maxLength: names.length }),
      volumes: fc.option(fc.array(volume, { maxLength: 4 }), { nil: undefined }),
    })
    .map(({ meta, fields, main, init, images, volumes }) => ({
      annotations: meta,
      spec: {
        ...fields,
        containers: titled(main, names.slice(inits), images.slice(inits)),
        ...(inits === 0 ? {} : { initContainers: titled(init, names, images) }),
        ...(volumes === undefined ? {} : { volumes: volumes.map((one, index) => ({ ...one, name: `v${index}` })) }),
      },
    }));
});

const windowsPod = fc
  .record({
    hostProcess: fc.boolean(),
    place: oneOf('pod', 'container', 'both'),
    context: some({ runAsNonRoot: fc.boolean() }),
    image,
    resources,
    os: oneOf({ os: { name: 'windows' } }, {}),
  })
  .map(({ hostProcess, place, context, image: from, resources: needs, os }) => {
    const windowsOptions = { runAsUserName: 'NT AUTHORITY\\SYSTEM', hostProcess };
    const said = (where: string) => (place === where || place === 'both' ? { ...context, windowsOptions } : context);
    return {
      annotations: undefined,
      spec: {
        ...os,
        hostNetwork: hostProcess,
        securityContext: said('pod'),
        containers: [{ name: 'web', image: from, resources: needs, securityContext: said('container') }],
      },
    };
  });

const pod: Arbitrary<KubeObject> = fc
  .oneof({ weight: 9, arbitrary: linuxPod }, { weight: 1, arbitrary: windowsPod })
  .map(({ annotations: given, spec }) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'fuzzed', ...(given === undefined ? {} : { annotations: given }) },
    spec: acceptable(
      spec,
      Object.keys(given ?? {}).some((key) => key.startsWith(APPARMOR)),
    ),
  }));
