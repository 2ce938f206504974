import { groupOf, type KubeObject } from '../../model/kube.ts';
import { at, textAt } from '../read.ts';
import type { Kind } from './catalog.ts';
import { configKey, dnsLabel, dnsLabel1035, dnsSubdomain, type Grammar, pathSegment } from './grammar.ts';
import { compareVersions } from './versions.ts';

/** What the name of an object of a kind must be; undefined where the kind has a grammar of its own. */
export function nameGrammar(kind: Kind, kubernetes: string): Grammar | undefined {
  if (kind.createOnly === true) return undefined;
  // every custom resource, whatever its definition says
  if (kind.custom) return dnsSubdomain;
  const key = `${groupOf(kind)}/${kind.kind}`;
  if (key === '/Service') return compareVersions(kubernetes, RELAXED_SERVICES) < 0 ? dnsLabel1035 : dnsLabel;
  if (OTHERS.has(key)) return undefined;
  return GRAMMARS.get(key) ?? dnsSubdomain;
}

/** What an object must be called by what it is of; undefined when its name is free. */
export function prescribedName(object: KubeObject): string | undefined {
  const { kind } = object;
  const group = groupOf(object);
  const spec = (...path: string[]) => textAt(object, 'spec', ...path);
  if (group === 'apiextensions.k8s.io' && kind === 'CustomResourceDefinition') {
    return joined(spec('names', 'plural'), spec('group'));
  }
  if (group === 'apiregistration.k8s.io' && kind === 'APIService') return joined(spec('version'), spec('group') ?? '');
  return undefined;
}

/** The longest name that leaves room for what a controller appends. */
export function longestName(object: KubeObject): number | undefined {
  const group = groupOf(object);
  if (group === 'batch' && object.kind === 'CronJob') return 52;
  // a label of its pods has it, unless they are labelled by hand
  if (group === 'batch' && object.kind === 'Job' && at(object, 'spec', 'manualSelector') !== true) return 63;
  return group === 'storage.k8s.io' && object.kind === 'CSIDriver' ? 63 : undefined;
}

/** Whether the API server makes up the name of an object that has none. */
export function isNamedByServer(object: KubeObject): boolean {
  return groupOf(object) === '' && object.kind === 'LimitRange';
}

/** The version since which the name of a Service may begin with a digit. */
const RELAXED_SERVICES = '1.36';

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const GRAMMARS: ReadonlyMap<string, Grammar> = new Map([
  ['/Namespace', dnsLabel],
  ['apps/StatefulSet', dnsLabel],
  ['/Event', pathSegment],
  ['events.k8s.io/Event', pathSegment],
  ['certificates.k8s.io/CertificateSigningRequest', pathSegment],
  ['policy/PodDisruptionBudget', pathSegment],
  ['rbac.authorization.k8s.io/Role', pathSegment],
  ['rbac.authorization.k8s.io/RoleBinding', pathSegment],
  ['rbac.authorization.k8s.io/ClusterRole', pathSegment],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', pathSegment],
  ['coordination.k8s.io/LeaseCandidate', configKey],
]);

/** Names made of other things: of signers, addresses, groups. */
const OTHERS: ReadonlySet<string> = new Set([
  '/ComponentStatus',
  'apiregistration.k8s.io/APIService',
  'certificates.k8s.io/ClusterTrustBundle',
  'internal.apiserver.k8s.io/StorageVersion',
  'networking.k8s.io/IPAddress',
]);

function joined(first: string | undefined, group: string | undefined): string | undefined {
  return first === undefined || group === undefined ? undefined : `${first}.${group}`;
}
