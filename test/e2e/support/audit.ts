import { readFileSync } from 'node:fs';
import type { Deployment } from '../../../tools/cluster/deployment.ts';

/** Who wrote to a cluster, besides Argo CD, Kubernetes' own controllers, kwok and the installer. */
export function strangers({ cluster, argocd }: Deployment): readonly string[] {
  const known = [argocd.user, 'installer', 'kwok'];
  const controllers = /^system:(kube-|apiserver$|serviceaccount:kube-system:)/;
  const writers = new Set(auditEvents(cluster.audit).map(({ user }) => user.username));
  return [...writers].filter((name) => !known.includes(name) && !controllers.test(name));
}

/** Which pods were refused, or could not be made for another reason. */
export async function refusedPods({ cluster }: Pick<Deployment, 'cluster'>): Promise<readonly string[]> {
  const events = await cluster.as('installer').list('/api/v1/events');
  return events
    .filter(({ reason }) => reason === 'FailedCreate')
    .map(({ involvedObject: { kind, namespace, name }, message }) => `${kind} ${namespace}/${name}: ${message}`);
}

interface AuditEvent {
  readonly user: { readonly username: string };
}

function auditEvents(path: string): readonly AuditEvent[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  // the last line may be written right now
  return lines.slice(0, -1).map((line) => JSON.parse(line) as AuditEvent);
}
