import { kyvernoReasons } from './kyverno-reasons.ts';

/**
 * Why no rule stands for a check of another tool, by the check's id. A check that has a rule has no reason: a test
 * says so.
 */
export function upstreamReasons(): ReadonlyMap<string, string> {
  return new Map([
    ...REASONS.flatMap(({ ids, reason }) => ids.map((id) => [id, reason] as const)),
    ...kyvernoReasons(),
  ]);
}

/** Each reason is whole sentences for the coverage table. */
const REASONS: readonly { readonly ids: readonly string[]; readonly reason: string }[] = [
  {
    ids: ['C-0005', 'C-0066', 'C-0067', 'C-0069', 'C-0070', 'C-0088', 'C-0254'],
    reason: 'About the flags of the API server or the kubelet, which no manifest sets.',
  },
  {
    ids: ['CIS 5.3.1', 'C-0205'],
    reason: 'About the network plugin of the cluster, and not about manifests: it shows when a policy is tried there.',
  },
  {
    ids: ['C-0068'],
    reason: 'PodSecurityPolicy was removed in Kubernetes 1.25; the Pod Security rules and admission took its place.',
  },
  {
    ids: ['C-0058', 'C-0079', 'C-0086', 'C-0087', 'C-0089', 'C-0273'],
    reason: 'A vulnerability of the cluster itself: a kernel, a runtime, a kubelet or the API server. Update it.',
  },
  {
    ids: ['C-0081', 'C-0083', 'C-0084', 'C-0085', 'C-0090', 'C-0091'],
    reason: 'A vulnerability of one version of a program. Scanners of images know them all, and the day they change.',
  },
  {
    ids: ['C-0059', 'C-0292'],
    reason:
      'About ingress-nginx, which is retired: scanners of images know it, and its vulnerabilities; what may stand in an annotation is set at the controller.',
  },
  {
    ids: ['CIS 5.1.7', 'C-0246', 'KSV-0123'],
    reason:
      'Who is in system:masters stands in client certificates, not in manifests; a role bound to the group adds nothing to what it may do.',
  },
  {
    ids: ['CIS 5.1.9', 'C-0278'],
    reason:
      'Storage drivers must create PersistentVolumes, and a hostPath volume by way of a claim is no more than what no-host-path refuses in pods. A grant to people is found in review.',
  },
  {
    ids: ['CIS 5.5.1', 'C-0289', 'C-0236', 'C-0237'],
    reason:
      'A signature is in the registry, and synth reads no network. Covered in part by require-digest and valid-image-registry, which also run as admission: what was reviewed is what is pulled.',
  },
  {
    ids: ['CIS 5.6.3', 'C-0211', 'KSV-0118'],
    reason:
      'Covered field by field: require-non-root, no-privilege-escalation, require-dropped-capabilities, require-read-only-root, require-seccomp, no-privileged.',
  },
  {
    ids: ['C-0007', 'C-0031', 'C-0037', 'KSV-0042', 'KSV-0049', 'KSV-0056'],
    reason:
      'Position: controllers need such verbs, and a finding for each teaches to look away. no-wildcard-rbac, no-secret-access and no-escalation-verbs find the grants that lead to more than themselves.',
  },
  {
    ids: ['KSV-0055'],
    reason:
      'The API server itself lets nobody bind rights that they do not have; no-escalation-verbs finds the verb that lifts this.',
  },
  {
    ids: ['KSV-0115'],
    reason: 'About one ConfigMap of one cloud, which its access entries have replaced.',
  },
  {
    ids: ['C-0014', 'KSV-0102'],
    reason: 'Finds one program by its name. Tiller is gone since Helm 3, and the dashboard of Kubernetes is archived.',
  },
  {
    ids: ['C-0021', 'C-0256', 'C-0266', 'C-0274'],
    reason:
      'Asks what a running cluster exposes and whether it answers without a password. Manifests show who may connect: require-network-policy, no-node-ports, require-ingress-tls.',
  },
  {
    ids: ['C-0053', 'C-0255', 'C-0257', 'C-0258', 'C-0259', 'C-0267', 'C-0272'],
    reason:
      'An inventory of what attackers would find, for attack paths: to read a ConfigMap, mount a claim or be an operator is no mistake. no-service-account-token, no-secrets-in-env, no-cluster-admin and no-wildcard-rbac find what is.',
  },
  {
    ids: ['C-0026'],
    reason:
      'Reports every CronJob there is. A CronJob in Git has been reviewed; require-cronjob-deadline says how it should be.',
  },
  {
    ids: ['C-0052'],
    reason:
      'The metadata address of a cloud is closed at the node, and by the network policies that require-network-policy asks for.',
  },
  {
    ids: ['C-0062'],
    reason: 'Covered by no-privilege-escalation: without it sudo gains nothing.',
  },
  {
    ids: ['C-0297', 'C-0301', 'C-0303', 'C-0304'],
    reason: 'About the custom resources of one operator, which Stele does not render.',
  },
  {
    ids: ['C-0231', 'C-0245'],
    reason:
      'About the annotations of the load balancers of one cloud. Stele ends TLS at the Ingress or the Gateway: require-ingress-tls.',
  },
  {
    ids: ['C-0242'],
    reason:
      'A recommendation that no tool can check: tenants who would attack each other belong into clusters of their own.',
  },
  {
    ids: ['C-0264'],
    reason: 'Whether a disk is encrypted is a parameter of the storage class or of the account, not of a claim.',
  },
  {
    ids: ['KSV-0039', 'KSV-0040'],
    reason:
      'Position: a quota is a decision of the team that owns the cluster, not a property of every namespace; NamespaceQuota and NamespaceLimits write one. require-requests and require-memory-limit hold without it.',
  },
  {
    ids: ['KSV-0124'],
    reason:
      'About the parameters of a Gatekeeper constraint; Stele enforces valid-image-registry by the API server itself.',
  },
  {
    ids: ['kube-linter: dnsconfig-options'],
    reason: 'Position: ndots is a question of speed on some clusters, set where it was measured.',
  },
  {
    ids: [
      'kube-linter: minimum-three-replicas',
      'kube-linter: hpa-minimum-three-replicas',
      'kube-score: deployment-replicas',
      'kube-score: horizontalpodautoscaler-replicas',
    ],
    reason:
      'Position: how many replicas a program needs is known to its stack, and differs by environment. From two up require-spread and require-disruption-budget ask for what makes them count.',
  },
  {
    ids: ['kube-linter: no-node-affinity'],
    reason: 'Position: a pod that may run on any node is easier to place, not worse.',
  },
  {
    ids: ['kube-linter: priority-class-name'],
    reason:
      'Position: priorities only mean something against each other, so they are a decision of the team that owns the cluster; without one all are equal.',
  },
  {
    ids: ['kube-linter: restart-policy'],
    reason: 'The API server takes one value for all workloads but Jobs, fills it in, and refuses the wrong ones.',
  },
  {
    ids: ['kube-linter: sorted-keys'],
    reason: 'The order of keys means nothing, and manifests are written by the machine, in one order.',
  },
  {
    ids: ['kube-linter: required-annotation-email'],
    reason: 'Position: the owner of a file is in CODEOWNERS, and require-labels takes the labels that you want.',
  },
  {
    ids: ['kube-linter: scc-deny-privileged-container'],
    reason: 'About a kind of OpenShift; no-privileged finds the pods that would use it.',
  },
  {
    ids: ['kube-score: container-cpu-requests-equal-limits', 'kube-score: container-resource-requests-equal-limits'],
    reason:
      'Position: a CPU limit throttles a container that could run on an idle node. valid-memory-ratio asks for equal memory.',
  },
  {
    ids: ['kube-score: container-ephemeral-storage-request-equals-limit'],
    reason:
      'Position: the limit protects the node, and require-ephemeral-storage-limit asks for it; the request only places the pod.',
  },
  {
    ids: ['kube-score: cronjob-restartpolicy'],
    reason: 'The API server itself refuses a Job whose pods are restarted always.',
  },
];
