import {
  allContainers,
  type ContainerJson,
  type PodSpec,
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

/**
 * What a pod asks for that would make it mutable or privileged. Hardening would overwrite it in silence, so it is
 * refused, with the rule to waive where it has to be.
 */
export function refusals(spec: PodSpec, images: readonly string[]): string[] {
  const pod = spec.securityContext ?? {};
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
    ...(spec.volumes ?? []).flatMap(volumeRefusals),
    ...allContainers(spec).flatMap((container) =>
      containerRefusals(container, images).map((message) => `container ${container.name}: ${message}`),
    ),
    ...duplicates(allContainers(spec).map(({ name }) => name)).map(
      (name) => `two containers are called "${name}"; give one another name`,
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
