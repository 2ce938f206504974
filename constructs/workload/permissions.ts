import { ApiObject, Lazy } from 'cdk8s';
import type { ResourcePermissions } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { UserError } from '../../model/errors.ts';
import { allowTo, apiServer } from '../network/index.ts';
import type { Identity } from './identity.ts';
import { allContainers, type PodSpec } from './pod-template.ts';
import type { Workload } from './workload.ts';

/** What a workload may do with which objects: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole */
export interface PermissionRule {
  /**
   * API groups; the core group is the empty text.
   * @default ['']
   */
  readonly apiGroups?: readonly string[];
  /** Resources in plural, such as `configmaps`. */
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /**
   * Names of the only objects meant.
   * @default all objects
   */
  readonly resourceNames?: readonly string[];
}

/**
 * `workload.permissions([{ resources: ['configmaps'], verbs: ['get'] }])` lets the workload use the API server. What
 * cdk8s-plus has under the same name, `permissions.grantRead(…)`, stays there.
 */
export type Permissions = ResourcePermissions & ((rules: readonly PermissionRule[]) => void);

/** Makes cdk8s-plus's permissions of a workload callable. */
export function callable(
  permissions: ResourcePermissions,
  grant: (rules: readonly PermissionRule[]) => void,
): Permissions {
  return Object.assign((rules: readonly PermissionRule[]) => grant(rules), permissions, {
    grantRead: permissions.grantRead.bind(permissions),
    grantReadWrite: permissions.grantReadWrite.bind(permissions),
  });
}

/**
 * Grants rules to a ServiceAccount: in the workload's own namespace by a Role and a RoleBinding named as the workload, or
 * in the whole cluster by a ClusterRole and its binding named `<stack>-<workload>`.
 *
 * @throws UserError when there is no rule, or one without resources or verbs, and for the whole cluster when the stack is
 * not the platform team's
 * @throws MissingFact when the cluster was not told where its API server is
 */
export function grant(
  workload: Workload,
  identity: Identity,
  serviceAccount: string,
  reach: 'namespace' | 'cluster',
  rules: readonly PermissionRule[],
): void {
  if (rules.length === 0 || rules.some(({ resources, verbs }) => resources.length === 0 || verbs.length === 0)) {
    throw new UserError({ subject: identity.subject, message: 'permissions need rules with resources and verbs' });
  }
  if (reach === 'cluster') refuseForeign(identity);
  const existing = workload.node.tryFindChild(`${reach}-role`);
  const role = existing instanceof GrantedRole ? existing : new GrantedRole(workload, identity, serviceAccount, reach);
  role.add(rules);
  allowTo(workload, apiServer());
}

/** What reaches into the namespaces of other teams is reviewed by the team that owns the cluster. */
function refuseForeign({ subject, chart: { stack, team, platformTeam } }: Identity): void {
  if (team === platformTeam) return;
  throw new UserError({
    subject,
    message: `clusterPermissions() is for stacks of the platform team "${platformTeam}", and stack ${stack} is of team "${team}"; use permissions() for its own namespace, or let a stack of "${platformTeam}" render the workload`,
  });
}

class GrantedRole extends Construct {
  readonly #rules: PermissionRule[] = [];

  constructor(scope: Workload, identity: Identity, serviceAccount: string, reach: 'namespace' | 'cluster') {
    super(scope, `${reach}-role`);
    const { chart, labels } = identity;
    const kind = reach === 'cluster' ? 'ClusterRole' : 'Role';
    const metadata =
      reach === 'cluster'
        ? { name: `${chart.stack}-${identity.name}`, namespace: undefined, labels: { ...labels } }
        : { name: identity.name, namespace: chart.namespace, labels: { ...labels } };
    new ApiObject(this, 'role', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind,
      metadata,
      rules: Lazy.any({ produce: () => this.#rules.map(ruleJson) }),
    });
    new ApiObject(this, 'binding', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: serviceAccount, namespace: chart.namespace }],
    });
  }

  add(rules: readonly PermissionRule[]): void {
    this.#rules.push(...rules);
  }
}

function ruleJson({ apiGroups = [''], resources, verbs, resourceNames }: PermissionRule): object {
  return {
    apiGroups: [...apiGroups],
    resources: [...resources],
    ...(resourceNames === undefined ? {} : { resourceNames: [...resourceNames] }),
    verbs: [...verbs],
  };
}

/** Where client libraries look for a token. */
const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const TOKEN_VOLUME = 'api-token';

/**
 * Mounts a token for the API server, which the kubelet renews and which expires within an hour, into every container of
 * the workload: init containers and sidecars may need the API as well. Automounting stays off, so that what is injected
 * beside them gets none.
 * https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#launch-a-pod-using-service-account-token-projection
 */
export function mountToken(spec: PodSpec): void {
  const sources = [
    { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] },
    },
  ];
  spec.volumes = [...(spec.volumes ?? []), { name: TOKEN_VOLUME, projected: { sources } }];
  for (const container of allContainers(spec)) {
    container.volumeMounts = [
      ...(container.volumeMounts ?? []),
      { name: TOKEN_VOLUME, mountPath: TOKEN_PATH, readOnly: true },
    ];
  }
}
