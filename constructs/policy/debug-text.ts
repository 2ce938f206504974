/** How the names of ephemeral containers begin: what kubectl calls them. */
export const DEBUG_CONTAINER = 'debugger-';

/** The ephemeral containers that a request adds. */
const ADDED =
  'variables.after.?spec.?ephemeralContainers.orValue([])' +
  '.filter(it, !(it in variables.before.?spec.?ephemeralContainers.orValue([])))';

interface Debugging {
  readonly group: string;
  /** Repositories, without tag and digest. */
  readonly images: readonly string[];
}

/**
 * CEL that is true when a member of the group adds ephemeral containers that are restricted, of listed images.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 *
 * They get nothing of the pod's configuration: no volume or device, and no environment from elsewhere, where secrets are.
 */
export function mayDebug({ group, images }: Debugging): string {
  const own = 'it.?securityContext';
  const pods = 'variables.after.spec.?securityContext';
  const either = (field: string, otherwise: string) =>
    `${own}.${field}.orValue(${pods}.${field}.orValue(${otherwise}))`;
  const conditions = [
    `it.name.startsWith('${DEBUG_CONTAINER}')`,
    `${JSON.stringify(images)}.exists(image, it.image == image || it.image.startsWith(image + ':') || it.image.startsWith(image + '@'))`,
    `!${own}.?privileged.orValue(false)`,
    `!${own}.?allowPrivilegeEscalation.orValue(true)`,
    `${own}.?capabilities.?drop.orValue([]).exists(capability, capability == 'ALL')`,
    `size(${own}.?capabilities.?add.orValue([])) == 0`,
    either('?runAsNonRoot', 'false'),
    `${either('?runAsUser', '1')} != 0`,
    `${either('?seccompProfile.?type', "''")} in ['RuntimeDefault', 'Localhost']`,
    'size(it.?volumeMounts.orValue([])) == 0',
    'size(it.?volumeDevices.orValue([])) == 0',
    'size(it.?envFrom.orValue([])) == 0',
    'it.?env.orValue([]).all(one, !has(one.valueFrom))',
  ];
  return `(variables.part == 'ephemeralcontainers' && ${isMember(group)} && ${ADDED}.all(it, ${conditions.join(' && ')}))`;
}

/** CEL that names the containers which a request adds, with their images, or the one that it attaches to. */
export const DEBUGGED =
  `(variables.part == 'attach' ? variables.after.?container.orValue('') : ` +
  `${ADDED}.map(it, it.name + ' of ' + it.?image.orValue('')).join(', '))`;

/** CEL that is true when a member of the group attaches to such a container. */
export function mayAttach({ group }: Debugging): string {
  return (
    `(variables.part == 'attach' && ${isMember(group)} && ` +
    `variables.after.?container.orValue('').startsWith('${DEBUG_CONTAINER}'))`
  );
}

function isMember(group: string): string {
  return `${JSON.stringify(group)} in request.userInfo.?groups.orValue([])`;
}
