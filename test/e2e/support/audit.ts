import { readFileSync } from 'node:fs';
import type { Cluster } from '../../../tools/cluster/cluster.ts';

export interface Audit {
  /** Path of the audit log. */
  readonly file: string;
  /** The user that Argo CD writes as. */
  readonly argocd: string;
  /** Users that the tests let write on purpose. @default nobody */
  readonly expected?: readonly string[];
}

/**
 * Who wrote to a cluster, besides Argo CD, Kubernetes' own controllers, kwok and the installer.
 *
 * @throws Error when Argo CD wrote nothing: the log is not that of a deployment then
 */
export function strangers({ file, argocd, expected = [] }: Audit): readonly string[] {
  const known = [argocd, 'installer', 'kwok', ...expected];
  const controllers = /^system:(kube-|apiserver$|serviceaccount:kube-system:)/;
  const writers = new Set(auditEvents(file).map(({ user }) => user.username));
  if (!writers.has(argocd)) throw new Error(`${argocd} has written nothing`);
  return [...writers].filter((name) => !known.includes(name) && !controllers.test(name));
}

/** Who wrote to a path of the API, and was let. */
export function writersOf(file: string, path: string): ReadonlySet<string> {
  const events = auditEvents(file).filter(
    ({ requestURI, responseStatus }) => requestURI.split('?')[0] === path && (responseStatus?.code ?? 500) < 300,
  );
  return new Set(events.map(({ user }) => user.username));
}

/** Which pods were refused, or could not be made for another reason. */
export async function refusedPods({ cluster }: { readonly cluster: Pick<Cluster, 'as'> }): Promise<readonly string[]> {
  const events = await cluster.as('installer').list('/api/v1/events');
  return events
    .filter(({ reason }) => reason === 'FailedCreate')
    .map(({ involvedObject: { kind, namespace, name }, message }) => `${kind} ${namespace}/${name}: ${message}`);
}

interface AuditEvent {
  readonly user: { readonly username: string };
  readonly requestURI: string;
  readonly responseStatus?: { readonly code?: number };
}

function auditEvents(path: string): readonly AuditEvent[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  // the last line may be written right now
  return lines.slice(0, -1).map((line) => JSON.parse(line) as AuditEvent);
}
