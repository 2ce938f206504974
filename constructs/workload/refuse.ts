import { amountOf } from '../../model/quantity.ts';
import {
  allContainers,
  type ContainerJson,
  isSidecar,
  type PodTemplate,
  type ResourcesJson,
  type SecurityContext,
  type VolumeJson,
} from './pod-template.ts';

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
const VOLUME_TYPES: readonly string[] = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls */
const SAFE_SYSCTLS: readonly string[] = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
];

/** https://kubernetes.io/docs/tutorials/security/apparmor/, as it was said before the field */
const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';

/**
 * What a pod asks for that would make it mutable or privileged, or that cannot work. Hardening would overwrite it in
 * silence, so it is refused, with the rule to waive where it has to be.
 */
export function refusals({ metadata, spec }: PodTemplate, images: readonly string[]): string[] {
  const pod = spec.securityContext ?? {};
  const ports = [...(spec.initContainers ?? []).filter(isSidecar), ...spec.containers].flatMap(
    (container) => container.ports ?? [],
  );
  return [
    ...(spec.hostNetwork === true ? [refused('hostNetwork: true', 'no-host-namespaces')] : []),
    ...(spec.automountServiceAccountToken === true
      ? ['automountServiceAccountToken: true is refused; use permissions(), which mounts a token that expires']
      : []),
    ...(spec.serviceAccountName === 'default'
      ? ['the ServiceAccount "default" is refused; leave serviceAccount out']
      : []),
    ...(pod.sysctls ?? [])
      .filter(({ name }) => !SAFE_SYSCTLS.includes(name))
      .map(({ name }) => refused(`sysctl ${name}`, 'no-unsafe-sysctls')),
    ...userRefusals(pod),
    ...(pod.fsGroup === 0 ? [refused('fsGroup 0', 'require-high-uid')] : []),
    ...Object.entries(metadata?.annotations ?? {})
      .filter(([key, value]) => key.startsWith(APPARMOR) && value === 'unconfined')
      .map(([key]) => refused(`AppArmor unconfined for ${key.slice(APPARMOR.length)}`, 'no-apparmor-unconfined')),
    ...(spec.volumes ?? []).flatMap(volumeRefusals),
    ...allContainers(spec).flatMap((container) =>
      containerRefusals(container, images).map((message) => `container ${container.name}: ${message}`),
    ),
    ...duplicates(allContainers(spec).map(({ name }) => name)).map(
      (name) => `two containers are called "${name}"; give one another name`,
    ),
    ...duplicates(ports.flatMap(({ name }) => name ?? [])).map(
      (name) => `two containers have a port "${name}"; give one another name`,
    ),
    ...duplicates(ports.map(({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`)).map(
      (port) => `two containers listen on port ${port}, and share the pod's address; change one`,
    ),
  ];
}

function containerRefusals(container: ContainerJson, images: readonly string[]): string[] {
  const context = container.securityContext ?? {};
  const added = (context.capabilities?.add ?? []).filter((capability) => capability !== 'NET_BIND_SERVICE');
  return [
    ...imageRefusals(container.image, images),
    ...(context.privileged === true ? [refused('privileged: true', 'no-privileged')] : []),
    ...(context.allowPrivilegeEscalation === true
      ? [refused('allowPrivilegeEscalation: true', 'no-privilege-escalation')]
      : []),
    ...(context.readOnlyRootFilesystem === false
      ? [
          `readOnlyRootFilesystem: false is refused; declare the paths it writes to in writable, or ${wayOut('require-read-only-root')}`,
        ]
      : []),
    ...(added.length > 0 ? [refused(`capabilities ${added.join(', ')}`, 'no-added-capabilities')] : []),
    ...(context.seccompProfile?.type === 'Unconfined'
      ? [refused('seccomp profile Unconfined', 'require-seccomp')]
      : []),
    ...userRefusals(context),
    ...hostRefusals(container),
    ...resourceRefusals(container.resources),
    ...(container.ports ?? [])
      .filter(({ hostPort, hostIP }) => hostPort !== undefined || hostIP !== undefined)
      .map(({ containerPort }) => refused(`a host port for port ${containerPort}`, 'no-host-ports')),
    ...duplicates((container.volumeMounts ?? []).map(({ mountPath }) => mountPath)).map(
      (path) => `two volumes are mounted at ${path}; drop one`,
    ),
  ];
}

function imageRefusals(image: string, images: readonly string[]): string[] {
  if (images.includes(image)) return [];
  const known = images.length === 0 ? 'it has none' : `they are ${images.join(', ')}`;
  return [
    `image "${image}" is none of the stack's; declare its repository in the stack's \`images\` and use what build() gets as images (${known})`,
  ];
}

function userRefusals({ runAsNonRoot, runAsUser, runAsGroup }: SecurityContext): string[] {
  return [
    ...(runAsNonRoot === false ? [refused('ensureNonRoot: false', 'require-non-root')] : []),
    ...(runAsUser === 0 ? [refused('user 0', 'require-non-root')] : []),
    ...(runAsGroup === 0 ? [refused('group 0', 'require-high-uid')] : []),
  ];
}

/** A host makes the kubelet, which network policies do not hold back, connect to it. */
function hostRefusals(container: ContainerJson): string[] {
  const lifecycle = (container.lifecycle ?? {}) as Readonly<Record<string, unknown>>;
  const handlers = {
    livenessProbe: container.livenessProbe,
    readinessProbe: container.readinessProbe,
    startupProbe: container.startupProbe,
    'lifecycle.postStart': lifecycle.postStart,
    'lifecycle.preStop': lifecycle.preStop,
  };
  return Object.entries(handlers)
    .filter(([, handler]) => hostOf(handler) !== undefined)
    .map(([field]) => refused(`a host in ${field}`, 'no-host-probes'));
}

function hostOf(handler: unknown): string | undefined {
  const { httpGet, tcpSocket } = (handler ?? {}) as Readonly<Record<string, { readonly host?: string } | undefined>>;
  return httpGet?.host ?? tcpSocket?.host;
}

function resourceRefusals({ requests = {}, limits = {} }: ResourcesJson = {}): string[] {
  return Object.entries(requests).flatMap(([resource, request]) => {
    const limit = limits[resource];
    if (limit === undefined || (amountOf(limit) ?? 0) >= (amountOf(request) ?? 0)) return [];
    return [`${resource} limit ${limit} is less than the request ${request}; lower the one or raise the other`];
  });
}

function volumeRefusals(volume: VolumeJson): string[] {
  return Object.keys(volume)
    .filter((type) => type !== 'name' && !VOLUME_TYPES.includes(type))
    .map((type) =>
      refused(`volume "${volume.name}" of type ${type}`, type === 'hostPath' ? 'no-host-path' : 'valid-volume-types'),
    );
}

function refused(what: string, rule: string): string {
  return `${what} is refused; leave it out, or ${wayOut(rule)}`;
}

function wayOut(rule: string): string {
  return `patch() the finished object and waive('${rule}', …)`;
}

function duplicates(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
