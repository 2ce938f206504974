import { ApiClient, type Resource } from '../api-client.ts';
import { argoApplications } from '../argo-cd.ts';
import { kubeconfigPath } from '../cluster.ts';
import { readKubeconfig } from '../kubeconfig.ts';
import { messageOf } from '../wait.ts';
import type { Playground, PlaygroundRecord } from './state.ts';

/** How a playground is. */
export interface PlaygroundStatus {
  readonly record: PlaygroundRecord;
  readonly state: Playground['state'];
  /** Whether it runs, and all of its Applications are Synced and Healthy. */
  readonly healthy: boolean;
  /** Path of the platform admin's kubeconfig. */
  readonly kubeconfig: string;
  readonly applications: readonly ApplicationStatus[];
  /** Why nothing is known of its Applications. */
  readonly problem: string | undefined;
}

export interface ApplicationStatus {
  readonly name: string;
  /** Argo CD's own words; `Unknown` until it has looked. */
  readonly sync: string;
  readonly health: string;
  /** What Argo CD says of it when it is not Synced and Healthy. */
  readonly messages: readonly string[];
}

/** Asks a playground how it is. Undefined when its record cannot be read. */
export async function playgroundStatus({ folder, record, state }: Playground): Promise<PlaygroundStatus | undefined> {
  if (record === undefined) return undefined;
  const status = { record, state, kubeconfig: kubeconfigPath(folder, 'platform-admin') };
  if (state !== 'running') return { ...status, healthy: false, applications: [], problem: undefined };
  try {
    const applications = await readApplications(folder);
    const healthy = applications.length > 1 && applications.every(isWell);
    return { ...status, healthy, applications, problem: undefined };
  } catch (error) {
    return { ...status, healthy: false, applications: [], problem: messageOf(error) };
  }
}

/** Whether an Application is Synced and Healthy. */
export function isWell({ sync, health }: ApplicationStatus): boolean {
  return sync === 'Synced' && health === 'Healthy';
}

/** A client that speaks to a playground as its installer. */
export function installerOf(folder: string): ApiClient {
  return new ApiClient(readKubeconfig(kubeconfigPath(folder, 'installer')));
}

async function readApplications(folder: string): Promise<readonly ApplicationStatus[]> {
  const installer = installerOf(folder);
  try {
    const applications = await argoApplications(installer).applications();
    return applications.map(applicationStatus).sort((a, b) => (a.name < b.name ? -1 : 1));
  } finally {
    installer.close();
  }
}

function applicationStatus({ metadata, status = {} }: Resource): ApplicationStatus {
  const { sync, health, operationState, conditions = [] } = status;
  const seen = {
    name: metadata.name,
    sync: String(sync?.status ?? 'Unknown'),
    health: String(health?.status ?? 'Unknown'),
  };
  if (isWell({ ...seen, messages: [] })) return { ...seen, messages: [] };
  const told = conditions.map(({ message }: { readonly message: string }) => message);
  return { ...seen, messages: [operationState?.message, ...told].filter((text) => typeof text === 'string') };
}
