import {
  type Container,
  type ContainerPort,
  type ContainerProps,
  type ContainerResources,
  EnvValue,
  ImagePullPolicy,
  type Probe,
  Protocol,
} from 'cdk8s-plus-28';
import { didYouMean } from '../../model/errors.ts';
import { isDnsLabel } from '../../model/names.ts';
import { isPositiveQuantity } from '../../model/quantity.ts';
import type { Mount, MountOptions } from './mount.ts';
import { invalidProbe, type ProbePurpose, type ProbeSpec, probePort } from './probe.ts';
import { invalidQuantities, type Resources } from './resources.ts';
import type { WorkloadPort } from './workload.ts';

/** The name part of an annotation's key has at most 63 characters, 11 of them are `image-user.`. */
const IMAGE_USER_NAME_LENGTH = 52;

/**
 * A container, as people write it daily. Every field of cdk8s-plus's `ContainerProps` works too.
 */
export interface ImmutableContainerProps
  extends Omit<
    ContainerProps,
    'ports' | 'command' | 'args' | 'resources' | 'liveness' | 'readiness' | 'startup' | 'imagePullPolicy'
  > {
  /**
   * One DNS label, unique in the pod.
   * @default the workload's name for its first container; each further one needs a name
   */
  readonly name?: string;
  /** One of the stack's images, as `build()` gets them: `<repository>:<tag>@sha256:<digest>`, from the lock. */
  readonly image: string;
  /**
   * Ports by name: `{ http: 8080, dns: { port: 5353, protocol: 'UDP' } }`.
   * @default none
   */
  readonly ports?: Readonly<Record<string, number | NamedPort>> | ContainerPort[];
  /**
   * What runs instead of the image's entry point. No shell runs it.
   * @default the image's entry point
   */
  readonly command?: readonly string[];
  /**
   * Arguments to the command.
   * @default the image's
   */
  readonly args?: readonly string[];
  /**
   * Environment variables. Secrets are better mounted as files.
   * @default none
   */
  readonly env?: Readonly<Record<string, string | EnvValue>>;
  /**
   * What it asks for and may use.
   * @default { cpu: '100m', memory: '128Mi' }
   */
  readonly resources?: Resources | ContainerResources;
  /**
   * Paths that it may write to, with an upper bound for each: `{ '/tmp': '64Mi' }`. They start empty in every pod.
   * @default none: the root file system is read-only
   */
  readonly writable?: Readonly<Record<string, string>>;
  /**
   * What to mount where: configuration, secrets, claims.
   * @default nothing
   */
  readonly mounts?: Readonly<Record<string, Mount>>;
  /**
   * Tells when it has to be restarted.
   * @default none
   */
  readonly liveness?: ProbeSpec | Probe;
  /**
   * Tells when it can take requests.
   * @default none
   */
  readonly readiness?: ProbeSpec | Probe;
  /**
   * Tells when it has started; the other two wait for it.
   * @default none
   */
  readonly startup?: ProbeSpec | Probe;
  /**
   * The numeric user of the image, where the image works as that user only. Its group, too, unless `group` says another.
   * @default the pod's: 10001
   */
  readonly user?: number;
  /**
   * @default the user
   */
  readonly group?: number;
  /**
   * Images are named by digest, so pulling again would give the same bytes.
   * @default ImagePullPolicy.IF_NOT_PRESENT; nothing else is accepted
   */
  readonly imagePullPolicy?: ImagePullPolicy;
}

export interface NamedPort {
  readonly port: number;
  readonly protocol: WorkloadPort['protocol'];
}

/** What cdk8s-plus cannot say of a container, to be added to the finished JSON. */
export interface ContainerSettings {
  readonly resources?: Resources;
  readonly probes: Partial<Readonly<Record<ProbePurpose, ProbeSpec>>>;
  readonly mounts: readonly MountAt[];
  readonly writable: Readonly<Record<string, string>>;
  readonly user?: number;
  readonly group?: number;
}

export interface MountAt extends MountOptions {
  readonly path: string;
}

/** A container taken apart: what cdk8s-plus takes, and what is added to the JSON. */
export interface SplitContainer {
  readonly props: ContainerProps & { readonly name: string };
  readonly settings: ContainerSettings;
}

/** Splits a container, and says what is wrong with it. */
export function splitContainer(name: string, given: ImmutableContainerProps, problems: string[]): SplitContainer {
  const { ports, command, args, env = {}, resources, writable = {}, mounts = {}, user, group, ...rest } = given;
  const { liveness, readiness, startup, imagePullPolicy, ...plain } = rest;
  const list = portList(ports);
  const settings: ContainerSettings = {
    ...(isResources(resources) ? { resources } : {}),
    probes: {
      ...(isSpec(liveness) ? { liveness } : {}),
      ...(isSpec(readiness) ? { readiness } : {}),
      ...(isSpec(startup) ? { startup } : {}),
    },
    mounts: Object.entries(mounts).map(([path, mount]) => ({
      path,
      ...('toVolume' in mount ? { source: mount } : mount),
    })),
    writable,
    ...(user === undefined ? {} : { user, group: group ?? user }),
  };
  if (imagePullPolicy !== undefined && imagePullPolicy !== ImagePullPolicy.IF_NOT_PRESENT) {
    problems.push(`imagePullPolicy "${imagePullPolicy}" gains nothing with a digest; leave it out`);
  }
  if (group !== undefined && user === undefined) problems.push(`group ${group} goes with a user; give user, too`);
  for (const variable of Object.keys(env)) {
    if (!/^[^=\p{Cc}]+$/u.test(variable))
      problems.push(`env "${variable}" is no name of a variable; use A-Z, 0-9 and "_"`);
  }
  problems.push(...problemsOf(name, list, settings));
  const props = {
    ...plain,
    name,
    imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
    ports: list,
    command: command === undefined ? undefined : [...command],
    args: args === undefined ? undefined : [...args],
    envVariables: { ...plain.envVariables, ...mapValues(env) },
    // an empty object keeps cdk8s-plus from giving its own
    resources: isResources(resources) ? {} : (resources ?? {}),
    liveness: plainProbe(liveness),
    readiness: plainProbe(readiness),
    startup: plainProbe(startup),
  };
  return { props, settings };
}

/** The named ports of containers, by name. */
export function namedPorts(containers: readonly Container[]): ReadonlyMap<string, WorkloadPort> {
  const ports = new Map<string, WorkloadPort>();
  for (const { name, number, protocol } of containers.flatMap((container) => container.ports)) {
    if (name !== undefined) ports.set(name, { name, number, protocol: protocol ?? 'TCP' });
  }
  return ports;
}

function problemsOf(name: string, ports: readonly ContainerPort[], settings: ContainerSettings): string[] {
  const problems: string[] = [];
  const names = ports.flatMap((port) => port.name ?? []);
  if (!isDnsLabel(name)) problems.push(`"${name}" is no name of a container; use a DNS label`);
  for (const port of names) {
    // https://datatracker.ietf.org/doc/html/rfc6335#section-5.1
    if (!/^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/.test(port)) {
      problems.push(`"${port}" is no name of a port; use at most 15 of a-z, 0-9 and "-", with a letter among them`);
    }
  }
  for (const { number } of ports) {
    if (!isPort(number)) problems.push(`${number} is no port; use a whole number from 1 to 65535`);
  }
  for (const [field, value] of settings.resources === undefined ? [] : invalidQuantities(settings.resources)) {
    problems.push(`resources.${field}: "${value}" is no quantity above zero; write for example 250m or 64Mi`);
  }
  for (const [path, size] of Object.entries(settings.writable)) {
    if (!isPositiveQuantity(size)) problems.push(`writable ${path}: "${size}" is no size; write for example 64Mi`);
  }
  for (const [purpose, probe] of Object.entries(settings.probes)) {
    problems.push(...invalidProbe(probe, purpose).map((problem) => `${purpose}: ${problem}`));
  }
  for (const path of [...Object.keys(settings.writable), ...settings.mounts.map((mount) => mount.path)]) {
    if (!isMountPath(path))
      problems.push(`"${path}" is no path to mount at; use an absolute one below /, without ".."`);
  }
  for (const mount of settings.mounts) {
    if (Object.hasOwn(settings.writable, mount.path))
      problems.push(`${mount.path} is in mounts and in writable; choose`);
  }
  for (const [purpose, probe] of Object.entries(settings.probes)) {
    const port = probePort(probe);
    if (typeof port === 'string' && !names.includes(port)) {
      const known = names.length === 0 ? 'it has none' : `its ports are ${names.join(', ')}`;
      problems.push(
        `${purpose} asks port "${port}", which the container does not have${didYouMean(port, names)}; ${known}`,
      );
    }
  }
  if (settings.user !== undefined && name.length > IMAGE_USER_NAME_LENGTH) {
    problems.push(
      `has a user, which an annotation says with its name; use a name of at most ${IMAGE_USER_NAME_LENGTH}`,
    );
  }
  for (const id of [settings.user, settings.group]) {
    if (id !== undefined && !(Number.isInteger(id) && id > 0)) {
      problems.push(`user ${id} is refused; use the image's own numeric user above 0, or leave it out for 10001`);
    }
  }
  return problems;
}

function portList(ports: ImmutableContainerProps['ports'] = []): ContainerPort[] {
  if (Array.isArray(ports)) return ports;
  return Object.entries(ports).map(([name, port]) =>
    typeof port === 'number' ? { name, number: port } : { name, number: port.port, protocol: Protocol[port.protocol] },
  );
}

function isPort(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= 65535;
}

function isMountPath(path: string): boolean {
  return /^\/[^:]*[^:/]$/.test(path) && !path.split('/').includes('..');
}

function isResources(resources: Resources | ContainerResources | undefined): resources is Resources {
  return typeof resources?.cpu === 'string' || typeof resources?.memory === 'string';
}

function plainProbe(probe: ProbeSpec | Probe | undefined): Probe | undefined {
  return isSpec(probe) ? undefined : probe;
}

function isSpec(probe: ProbeSpec | Probe | undefined): probe is ProbeSpec {
  return probe !== undefined && 'check' in probe;
}

function mapValues(env: Readonly<Record<string, string | EnvValue>>): Record<string, EnvValue> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, typeof value === 'string' ? EnvValue.fromValue(value) : value]),
  );
}
