import type { Stack } from '@pulumi/pulumi/automation/index.js';
import { UserError } from '../../model/errors.ts';
import type { ClusterModel, Environment } from '../../model/resolved.ts';
import { isSpoke } from '../../pipeline/day-zero-objects.ts';
import type { Project } from '../../pipeline/load.ts';
import { NO_MEMORY, readMemory } from '../cluster-memory.ts';
import { type DayZero, registerDayZero } from '../day-zero.ts';
import { manifestCache } from '../install/fetch-manifest.ts';
import { KubeClient } from '../kube/kube-client.ts';
import { parseKubeconfig } from '../kube/kubeconfig.ts';
import { planDayZero } from '../plan-day-zero.ts';
import type { ReleaseRecord } from '../release-record.ts';
import { readSettings, type Settings } from '../settings.ts';
import { checkPlace, type Place } from './check-place.ts';
import { checkSpoke } from './check-spoke.ts';
import { installedObjects, KEPT_OBJECTS } from './day-zero-kinds.ts';
import { openStack, pulumiSaid, stackSettings } from './pulumi-stack.ts';
import { checkRights } from './rights.ts';
import { RunEvents, type Step } from './run-events.ts';

export interface BootstrapOptions {
  readonly project: Project;
  readonly environment: Environment;
  readonly cluster: ClusterModel;
  /** Only says what would be done. */
  readonly preview: boolean;
  /** Takes over an Argo CD that is there already, as it is. */
  readonly adopt: boolean;
  /** Asked before anything is changed; to refuse is to throw. */
  readonly confirm: (places: Places) => Promise<void>;
  readonly onProgress: (text: string) => void;
  /** Told what is done to objects, as it is done; in a preview, what would be. */
  readonly onStep: (step: Step) => void;
  readonly environmentVariables: NodeJS.ProcessEnv;
}

/** The clusters that are changed. */
export interface Places {
  /** Where Argo CD runs: the cluster itself, or its hub. */
  readonly argocd: Place;
  /** The cluster that the hub is to deploy to; undefined where the cluster has an Argo CD of its own. */
  readonly spoke: Place | undefined;
}

/**
 * Brings a cluster to the point where Argo CD is in charge, or to what day 0 keeps for itself when it is already.
 *
 * @returns what Pulumi warns of
 * @throws UserError with everything that stands in the way
 */
export async function bootstrapCluster(options: BootstrapOptions): Promise<readonly string[]> {
  const { project, environment, cluster, preview, onProgress } = options;
  let plan: DayZero | undefined;
  onProgress('opening the Pulumi stack');
  const stack = await openStack(project.root, cluster.name, async () => {
    if (plan !== undefined) registerDayZero(plan);
  });
  const spoke = isSpoke(environment, cluster.name);
  const written = readSettings(await stackSettings(stack), { repository: project.config.repository.url, spoke });
  const settings: Settings = { ...written, adopt: written.adopt || options.adopt };

  onProgress('looking at the cluster');
  const client = await KubeClient.connect(
    cluster.name,
    parseKubeconfig(`kubeconfig of "${cluster.name}"`, settings.kubeconfig),
  );
  try {
    await checkRights(cluster.name, client, KEPT_OBJECTS);
    const places: Places = {
      argocd: await checkPlace(client, environment, cluster),
      spoke: settings.spoke && (await checkSpoke({ environment, cluster, hub: client, spoke: settings.spoke })),
    };
    const memory = spoke ? NO_MEMORY : await readMemory(client);
    onProgress('planning');
    const cache = manifestCache(options.environmentVariables);
    plan = await planDayZero({ project, environment, cluster, settings, memory, cache });
    await checkRights(cluster.name, client, installedObjects(plan));
    await options.confirm(places);
    return await drive(stack, memory.record, preview, options);
  } finally {
    client.close();
  }
}

async function drive(
  stack: Stack,
  record: ReleaseRecord | undefined,
  preview: boolean,
  { onProgress, onStep, cluster }: BootstrapOptions,
): Promise<readonly string[]> {
  const events = new RunEvents(onStep);
  const onEvent = (event: Parameters<RunEvents['hear']>[0]) => events.hear(event, preview);
  try {
    const scope = await scopeOf(stack, record);
    if (preview) {
      onProgress('previewing');
      await stack.preview({ ...scope, onEvent });
    } else {
      onProgress('applying');
      await stack.up({ ...scope, onEvent });
    }
  } catch (error) {
    const said = events.errors.length > 0 ? events.errors : [pulumiSaid(error)];
    throw new UserError(said.map((message) => ({ subject: cluster.name, message: explained(message) })));
  }
  return events.warnings;
}

/** What Pulumi looks at in the cluster, and works on. */
type Scope = { readonly refresh?: true; readonly runProgram?: true; readonly target?: string[] };

/**
 * A cluster that remembers nothing gets everything; what Pulumi remembers of a lost one is compared with it first. Where
 * Argo CD is in charge, only what day 0 keeps for itself is looked at: whatever else Argo CD changed or removed is right.
 */
async function scopeOf(stack: Stack, record: ReleaseRecord | undefined): Promise<Scope> {
  const { deployment } = await stack.exportStack();
  const resources: readonly unknown[] = deployment?.resources ?? [];
  // there is nothing to compare
  if (resources.length === 0) return {};
  const fresh = { refresh: true, runProgram: true } as const;
  return record === undefined ? fresh : { ...fresh, target: [...KEPT] };
}

/** The components that are not handed over, with what is in them, and the providers. */
const KEPT = ['RepositoryAccess', 'ClusterAccess', 'RootApplication']
  .map((component) => `**stele:bootstrap:${component}**`)
  .concat('**pulumi:providers:kubernetes**');

/** What the provider says, with what to do about it. */
function explained(message: string): string {
  if (/already exists/.test(message)) {
    return `${message}; if this is an Argo CD that Stele is to take over as it is, run it with --adopt`;
  }
  if (/field conflict/.test(message)) {
    return `${message}; somebody else writes this field: take it from them, nothing is overwritten by force`;
  }
  return message;
}
