import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { StackChart } from '../../model/chart.ts';
import { UserError } from '../../model/errors.ts';

export interface TeamAccessProps {
  /** The team's group, as the API server's authenticator names it: for example `oidc:web`. */
  readonly group: string;
}

/** What a team looks at while it runs its stack. No secrets, and nothing that changes or enters a pod. */
const READABLE: readonly { readonly apiGroups: readonly string[]; readonly resources: readonly string[] }[] = [
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'endpoints',
      'events',
      'limitranges',
      'persistentvolumeclaims',
      'pods',
      'resourcequotas',
      'serviceaccounts',
      'services',
    ],
  },
  { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'] },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'] },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
  { apiGroups: ['events.k8s.io'], resources: ['events'] },
  { apiGroups: ['gateway.networking.k8s.io'], resources: ['grpcroutes', 'httproutes'] },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'] },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'] },
  // kubectl top
  { apiGroups: ['metrics.k8s.io'], resources: ['pods'] },
];

/**
 * Lets a team look at what its stack runs: workloads, pods and their logs, events, Services, ConfigMaps. It changes
 * nothing, reads no Secret, and opens no shell or port of a pod: changes go through Git.
 *
 * @throws UserError when the group is empty, or one of Kubernetes' own
 */
export class TeamAccess extends Construct {
  constructor(scope: Construct, id: string, { group }: TeamAccessProps) {
    super(scope, id);
    if (group === '' || group.startsWith('system:')) {
      throw new UserError({
        subject: `${StackChart.of(this).stack}/${id}`,
        message: `group "${group}" is no team; name its group at your identity provider, for example oidc:web`,
      });
    }
    const apiGroup = 'rbac.authorization.k8s.io';
    const apiVersion = `${apiGroup}/v1`;
    new ApiObject(this, 'role', {
      apiVersion,
      kind: 'Role',
      metadata: { name: id },
      rules: [
        ...READABLE.map((rule) => ({ ...rule, verbs: ['get', 'list', 'watch'] })),
        { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
      ],
    });
    new ApiObject(this, 'binding', {
      apiVersion,
      kind: 'RoleBinding',
      metadata: { name: id },
      roleRef: { apiGroup, kind: 'Role', name: id },
      subjects: [{ apiGroup, kind: 'Group', name: group }],
    });
  }
}
