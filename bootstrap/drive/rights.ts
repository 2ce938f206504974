import { type Problem, throwIfAny } from '../../model/errors.ts';
import { groupOf, type KubeObject } from '../../model/kube.ts';
import { isPlainObject } from '../../model/merge.ts';
import type { KubeClient } from '../kube/kube-client.ts';

const REVIEW = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

const WATCHING = ['get', 'list', 'watch'] as const;

/** Server-side apply takes the last two; Pulumi's provider reads what it wrote, and watches it until it is ready. */
const VERBS = [...WATCHING, 'create', 'patch'] as const;

/**
 * What else Pulumi's provider watches until a kind is ready.
 * https://www.pulumi.com/registry/packages/kubernetes/#await-logic
 */
const WATCHED: Readonly<Record<string, readonly Pick<Right, 'group' | 'resource'>[]>> = {
  Deployment: [
    { group: 'apps', resource: 'replicasets' },
    { group: '', resource: 'pods' },
  ],
  StatefulSet: [{ group: '', resource: 'pods' }],
  Service: [
    { group: '', resource: 'pods' },
    { group: 'discovery.k8s.io', resource: 'endpointslices' },
  ],
};

interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace: string;
}

/**
 * Asks the cluster whether its objects may be made, before any is.
 *
 * @throws UserError that lists what is missing
 */
export async function checkRights(subject: string, client: KubeClient, objects: readonly KubeObject[]): Promise<void> {
  // who may do everything need not be asked sixty times
  if (await may(client, { verb: '*', group: '*', resource: '*', namespace: '' })) return;
  const rights = rightsFor(objects);
  const allowed = await Promise.all(rights.map((right) => may(client, right)));
  const missing = rights.filter((_, index) => !allowed[index]);
  const byResource = Map.groupBy(missing, ({ group, resource, namespace }) => {
    const name = group === '' ? resource : `${resource}.${group}`;
    return namespace === '' ? name : `${name} in namespace ${namespace}`;
  });
  const problems = [...byResource].map(
    ([place, lacking]): Problem => ({
      subject,
      message:
        `the kubeconfig (context "${client.access.context}") may not ${lacking.map(({ verb }) => verb).join(', ')} ${place}; ` +
        'take one of a cluster administrator',
    }),
  );
  throwIfAny(problems);
}

/** Whoever gives rights must have them, or may give what they do not have: `escalate` and `bind`. */
function rightsFor(objects: readonly KubeObject[]): readonly Right[] {
  const rights = new Map<string, Right>();
  for (const object of objects) {
    const { kind, metadata } = object;
    const namespace = metadata.namespace ?? '';
    for (const verb of /^(Cluster)?Role$/.test(kind) ? [...VERBS, 'escalate'] : VERBS) {
      add(rights, { verb, group: groupOf(object), resource: pluralOf(kind), namespace });
    }
    for (const watched of WATCHED[kind] ?? []) {
      for (const verb of WATCHING) add(rights, { verb, ...watched, namespace });
    }
    if (/^(Cluster)?RoleBinding$/.test(kind)) {
      const roles = isPlainObject(object.roleRef) && object.roleRef.kind === 'ClusterRole' ? 'clusterroles' : 'roles';
      add(rights, { verb: 'bind', group: groupOf(object), resource: roles, namespace });
    }
  }
  return [...rights.values()];
}

function add(rights: Map<string, Right>, right: Right): void {
  rights.set(`${right.verb} ${right.group}/${right.resource} ${right.namespace}`, right);
}

async function may(client: KubeClient, { verb, group, resource, namespace }: Right): Promise<boolean> {
  const answer = await client.ask(REVIEW, {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb, group, resource, ...(namespace === '' ? {} : { namespace }) } },
  });
  return isPlainObject(answer) && isPlainObject(answer.status) && answer.status.allowed === true;
}

/** The name of a kind in paths, for the kinds of an install. */
function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
}
