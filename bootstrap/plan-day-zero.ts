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
import type { ArgoCdPlan, DayZero } from './day-zero.ts';
import { fetchManifest } from './install/fetch-manifest.ts';
import { parseManifest } from './install/parse-manifest.ts';
import { prepareInstall } from './install/prepare-install.ts';
import { ARGOCD_IMAGE, type InstallVariant, manifestPin, type Release } from './install/release.ts';
import { type ReleaseRecord, recordText } from './release-record.ts';
import { hostOf, isSsh } from './repository-login.ts';
import type { Settings } from './settings.ts';

export interface PlanOptions {
  readonly project: Project;
  readonly environment: Environment;
  readonly cluster: ClusterModel;
  readonly settings: Settings;
  /** What the cluster remembers of an earlier run; undefined where there was none. */
  readonly record: ReleaseRecord | undefined;
  /** Where downloads are kept. */
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
  const { project, environment, cluster, settings, cache } = options;
  const lock = lockRing(environment.lock, cluster.ring);
  const record = recordFor(options, variants);
  // of an adopted Argo CD nobody says which release it is: that of the tree is what it becomes
  const release = record.kind === 'installed' ? record.release : releaseOf(options, variants);
  const pin = settings.manifest ?? manifestPin(release);
  const objects = parseManifest(pin.from, await fetchManifest(pin, { root: project.root, cache }));
  const knownHosts = settings.knownHosts ?? upstreamKnownHosts(objects);
  checkKnownHost(project.config.repository.url, knownHosts, cluster.name);
  const prepared = prepareInstall(objects, {
    images: lock.images,
    mirror: cluster.facts.registryMirror,
    lock: `${lockPath(environment.name)}: ring ${cluster.ring}`,
  });
  return {
    objects: record.kind === 'adopted' ? [] : prepared.filter((object) => !isDayZeroObject(identityOf(object), false)),
    knownHosts,
    record: recordText(record),
  };
}

function recordFor({ record, ...options }: PlanOptions, variants: readonly Variant[]): ReleaseRecord {
  // of an Argo CD that Pulumi has forgotten, what day 0 installed once would be a downgrade
  if (options.settings.adopt) return { kind: 'adopted' };
  return record ?? { kind: 'installed', release: releaseOf(options, variants) };
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
  const data = found?.data;
  const text = isPlainObject(data) ? data.ssh_known_hosts : undefined;
  return typeof text === 'string' ? text : '';
}

function checkKnownHost(repository: string, knownHosts: string, stack: string): void {
  const host = isSsh(repository) ? hostOf(repository) : undefined;
  // hashed names tell nobody which host they are of
  if (host === undefined || /^\|1\|/m.test(knownHosts)) return;
  const names = knownHosts
    .split('\n')
    .flatMap((line) => (/^\s*(#|$)/.test(line) ? [] : (line.split(/\s+/)[0] ?? '').split(',')));
  if (names.some((name) => name === host || name.startsWith(`[${host}]:`))) return;
  throw new UserError({
    subject: `Pulumi stack "${stack}"`,
    message: `knownHosts: has no key of ${host}; compare what ssh-keyscan ${host} says with what the host publishes, then: pulumi config set --stack ${stack} knownHosts < known_hosts`,
  });
}
