import { throwIfAny, UserError } from '../model/errors.ts';
import type { KubeObject } from '../model/kube.ts';
import { lockRing } from '../model/lock.ts';
import { isPlainObject } from '../model/merge.ts';
import type { ClusterModel, Environment } from '../model/resolved.ts';
import { DAY_ZERO, dayZeroClaims, identityOf, isDayZeroObject, isSpoke } from '../pipeline/day-zero-objects.ts';
import { lockPath } from '../pipeline/images/lock-file.ts';
import type { Project } from '../pipeline/load.ts';
import { renderProject } from '../pipeline/render/render-project.ts';
import type { Variant } from '../pipeline/rendering.ts';
import { type ClusterMemory, knownHostsOf } from './cluster-memory.ts';
import type { ArgoCdPlan, DayZero } from './day-zero.ts';
import { fetchManifest } from './install/fetch-manifest.ts';
import { parseManifest } from './install/parse-manifest.ts';
import { hasDex, prepareInstall } from './install/prepare-install.ts';
import {
  ARGOCD_IMAGE,
  type InstallVariant,
  type ManifestPin,
  manifestAddress,
  manifestPin,
  type Release,
} from './install/release.ts';
import { knowsServer, nameOf } from './known-hosts.ts';
import { type InstalledRecord, recordText } from './release-record.ts';
import { sshServerOf } from './repository-login.ts';
import type { Settings } from './settings.ts';
import { commandToSet } from './settings-source.ts';

export interface PlanOptions {
  readonly project: Project;
  readonly environment: Environment;
  readonly cluster: ClusterModel;
  readonly settings: Settings;
  /** What the cluster knows of an earlier run. */
  readonly memory: ClusterMemory;
  /** Where manifests are kept. */
  readonly cache: string;
}

/**
 * Finds out what day 0 makes for a cluster.
 *
 * @throws UserError when the tree claims what is day 0's, or the install manifest or an image is missing
 */
export async function planDayZero(options: PlanOptions): Promise<DayZero> {
  const { project, environment, cluster, settings } = options;
  const { variants } = await renderProject(project, { environments: [environment] });
  throwIfAny(dayZeroClaims(variants));
  const own = variants.filter(({ clusters }) => clusters.some(({ name }) => name === cluster.name));
  const argocd = isSpoke(environment, cluster.name) ? undefined : await planArgoCd(options, own);
  return { config: project.config, environment, cluster, settings, argocd };
}

async function planArgoCd(options: PlanOptions, variants: readonly Variant[]): Promise<ArgoCdPlan> {
  const { project, settings, cluster, memory } = options;
  // of an Argo CD that Pulumi has forgotten, what day 0 installed once would be a downgrade
  const adopted = settings.adopt || memory.record?.kind === 'adopted';
  const plan = adopted ? await adoptedPlan(options, variants) : await installPlan(options, variants);
  checkKnownHost(project.config.repository.url, plan.knownHosts, cluster.name);
  return plan;
}

/** Argo CD stays as it is, and knows the servers that it knows, unless the settings say others. */
async function adoptedPlan(options: PlanOptions, variants: readonly Variant[]): Promise<ArgoCdPlan> {
  const { settings, memory } = options;
  const knownHosts =
    settings.knownHosts ??
    memory.knownHosts ??
    upstreamKnownHosts(await manifest(options, firstPin(options, variants)));
  return { objects: [], knownHosts, record: recordText({ kind: 'adopted' }) };
}

async function installPlan(options: PlanOptions, variants: readonly Variant[]): Promise<ArgoCdPlan> {
  const { environment, cluster, settings, memory } = options;
  const { images } = lockRing(environment.lock, cluster.ring);
  const before = memory.record?.kind === 'installed' ? memory.record : undefined;
  const pin = before === undefined ? firstPin(options, variants) : pinOf(before, settings.manifest);
  const objects = await manifest(options, pin);
  const record: InstalledRecord = before ?? {
    kind: 'installed',
    release: releaseOf(options, variants),
    sha256: pin.sha256,
    dex: hasDex(images),
  };
  const prepared = prepareInstall(objects, {
    images,
    mirror: cluster.facts.registryMirror,
    lock: `${lockPath(environment.name)}: ring ${cluster.ring}`,
    dex: record.dex,
    installed: before !== undefined,
  });
  return {
    objects: prepared.filter((object) => !isDayZeroObject(identityOf(object), false)),
    knownHosts: settings.knownHosts ?? upstreamKnownHosts(objects),
    record: recordText(record),
  };
}

function firstPin(options: PlanOptions, variants: readonly Variant[]): ManifestPin {
  return options.settings.manifest ?? manifestPin(releaseOf(options, variants), options.cluster.name);
}

/** What was installed: a setting for the next empty cluster does not reach one that has been installed. */
function pinOf({ release, sha256 }: InstalledRecord, setting: ManifestPin | undefined): ManifestPin {
  return setting?.sha256 === sha256 ? setting : { from: manifestAddress(release), sha256 };
}

async function manifest({ project, cache, cluster }: PlanOptions, pin: ManifestPin): Promise<readonly KubeObject[]> {
  return parseManifest(pin.from, await fetchManifest(pin, { root: project.root, cache, stack: cluster.name }));
}

/** What the tree makes of Argo CD, so that it has nothing to change when it takes over. */
function releaseOf(
  { environment, cluster }: Pick<PlanOptions, 'environment' | 'cluster'>,
  variants: readonly Variant[],
): Release {
  const version = lockRing(environment.lock, cluster.ring).images[ARGOCD_IMAGE];
  if (version === undefined) {
    throw new UserError({
      subject: `${lockPath(environment.name)}: ring ${cluster.ring}`,
      message: `has no ${ARGOCD_IMAGE}: nothing says which Argo CD to install; list the stack argocd in ${environment.file}`,
    });
  }
  return { tag: version.tag, variant: variantOf(environment, variants) };
}

function variantOf(environment: Environment, variants: readonly Variant[]): InstallVariant {
  const paths = variants
    .flatMap(({ rendering }) => rendering.objects.map(upstreamPath))
    .filter((path) => path !== undefined);
  const [path] = paths;
  if (path !== undefined) return path.includes('/ha/') ? 'ha' : 'plain';
  return environment.tier === 'production' ? 'ha' : 'plain';
}

/** The folder of Argo CD's own repository that an Application installs it from. */
function upstreamPath({ kind, spec }: KubeObject): string | undefined {
  if (kind !== 'Application' || !isPlainObject(spec) || !isPlainObject(spec.source)) return undefined;
  const { repoURL, path } = spec.source;
  const upstream = typeof repoURL === 'string' && /^https:\/\/github\.com\/argoproj\/argo-cd(\.git)?$/.test(repoURL);
  return upstream && typeof path === 'string' ? path : undefined;
}

function upstreamKnownHosts(objects: readonly KubeObject[]): string {
  const found = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === DAY_ZERO.knownHosts);
  return knownHostsOf(found) ?? '';
}

function checkKnownHost(repository: string, knownHosts: string, stack: string): void {
  const server = sshServerOf(repository);
  if (server === undefined || knowsServer(knownHosts, server)) return;
  throw new UserError({
    subject: `Pulumi stack "${stack}"`,
    message:
      `knownHosts: has no key of ${nameOf(server)}; compare what ssh-keyscan -p ${server.port} ${server.host} says with ` +
      `what the host publishes, then: ${commandToSet(stack, 'knownHosts', false, '< known_hosts')}`,
  });
}
