/** Why no rule stands for a policy of Kyverno's library: see `upstreamReasons`. */
export function kyvernoReasons(): ReadonlyMap<string, string> {
  return new Map(
    REASONS.flatMap(({ names, reason }) =>
      names
        .trim()
        .split(/\s+/)
        .map((name) => [`kyverno: ${name}`, reason] as const),
    ),
  );
}

/** Names are separated by white space: most reasons are those of many policies. */
const REASONS: readonly { readonly names: string; readonly reason: string }[] = [
  {
    names: `
      add-apparmor add-capabilities add-certificates-volume add-default-resources add-default-securitycontext
      add-emptydir-sizelimit add-env-vars-from-cm add-image-as-env-var add-imagepullsecrets
      add-imagepullsecrets-for-containers-and-initcontainers add-labels add-ndots add-node-affinity add-node-labels-pod
      add-nodeSelector add-pod-priorityclassname add-pod-proxies add-privileged-existing-namespaces add-psa-labels
      add-runtimeClassName add-safe-to-evict add-tolerations add-ttl-jobs add-volume-deployment
      advertise-node-extended-resources annotate-base-images apply-pss-restricted-profile concatenate-configmaps
      copy-namespace-labels cordon-and-drain-node create-pod-antiaffinity disable-automountserviceaccounttoken
      disable-service-discovery dns-policy-and-dns-config inject-env-var-from-image-label inject-sidecar-deployment
      label-existing-namespaces label-nodes-cri mitigate-log4shell mutate-large-termination-gps mutate-pod-binding
      prepend-image-registry record-creation-details refresh-env-var-in-pod refresh-volumes-in-pods
      remove-hostpath-volumes remove-serviceaccount-token replace-image-registry replace-image-registry-with-harbor
      replace-ingress-hosts resolve-image-to-digest restart-deployment-on-secret-change scale-deployment-zero
      schedule-based-quotas spread-pods-across-topology update-image-tag
      add-ambient-mode-namespace add-castai-removal-disabled add-external-secret-prefix
      add-karpenter-daemonset-priority-class add-karpenter-donot-evict add-karpenter-nodeselector
      add-linkerd-mesh-injection add-linkerd-policy-annotation add-sidecar-injection-namespace backup-all-volumes
      enable-kubecost-continuous-rightsizing inject-infrastructurename set-karpenter-non-cpu-limits
      kasten-minimum-retention kubernetes-version-check`,
    reason:
      'Changes objects in the cluster. What is deployed is what was reviewed in Git: constructs write it, and rules say what is missing.',
  },
  {
    names: `
      add-network-policy add-networkpolicy-dns add-ns-quota add-rolebinding add-services
      argo-cluster-generation-from-rancher-capi audit-event-on-delete audit-event-on-exec
      config-syncer-secret-generation-from-rancher-capi create-authorizationpolicy create-default-pdb
      generate-flux-multi-tenant-resources generate-networkpolicy-existing get-debug-information
      kasten-generate-example-backup-policy kasten-generate-policy-by-preset-label sync-secrets`,
    reason:
      'Makes objects in the cluster that Git does not know. Constructs write those that a stack needs, and require-network-policy, require-disruption-budget and valid-object-reference say what is missing.',
  },
  {
    names: 'cleanup-bare-pods cleanup-empty-replicasets',
    reason: 'Deletes objects of the cluster by the clock. no-naked-pods finds such pods before they are there.',
  },
  {
    names: `
      allowed-label-changes application-prevent-updates-project block-cluster-admin-from-ns block-ephemeral-containers
      block-kubectl-cp block-pod-exec-by-namespace block-pod-exec-by-namespace-label
      block-pod-exec-by-pod-and-container block-pod-exec-by-pod-label block-pod-exec-by-pod-name block-updates-deletes
      block-velero-restore check-serviceaccount check-subjectaccessreview inspect-csr limit-configmap-for-sa
      namespace-protection protect-node-taints resource-creation-updating-denied restrict-node-label-changes
      restrict-node-label-creation restrict-pod-controller-serviceaccount-updates restrict-scale`,
    reason:
      'About who sends a request, which no manifest says. In namespaces of Stele the seal refuses people all writes but those of the break-glass and the debug group (docs/policies.md).',
  },
  {
    names: `
      allowed-base-images block-images-with-volumes block-large-images block-stale-images check-nvidia-gpu
      only-trustworthy-registries-set-root require-base-image require-image-source require-vulnerability-scan
      verify-flux-images verify-image verify-image-cve-2022-42889 verify-image-gcpkms verify-image-slsa
      verify-image-with-multi-keys verify-manifest-integrity verify-sbom-cyclonedx`,
    reason:
      'What an image holds and who signed it is in the registry, and synth reads no network. Covered in part by require-digest and valid-image-registry: what was reviewed is what is pulled.',
  },
  {
    names: `
      enforce-ambient-mode-namespace enforce-sidecar-injection-namespace enforce-strict-mtls
      enforce-tls-hosts-host-subnets prevent-disabling-injection-pods require-authorizationpolicy
      restrict-virtual-service-wildcard check-linkerd-authorizationpolicy prevent-linkerd-pod-injection-override
      prevent-linkerd-port-skipping require-linkerd-mesh-injection require-linkerd-server enforce-min-tls-version`,
    reason: 'About the kinds, labels or annotations of a service mesh, which Stele does not render.',
  },
  {
    names: `
      kasten-3-2-1-backup kasten-data-protection-by-label kasten-hourly-rpo kasten-immutable-location-profile
      kasten-validate-ns-by-preset-label kubecost-proactive-cost-control require-kubecost-labels enforce-instancetype
      verify-flux-sources verify-git-repositories block-tekton-task-runs require-tekton-bundle
      require-tekton-namespace-pipelinerun require-tekton-securitycontext verify-tekton-pipeline-bundle-signatures
      verify-tekton-taskrun-signatures verify-tekton-taskrun-vuln-scan disallow-default-tlsoptions
      validate-cron-schedule nfs-subdir-external-provisioner-storage-path check-vpa-configuration prevent-duplicate-vpa
      verify-vpa-target`,
    reason: 'About the kinds, labels or annotations of one product, which Stele does not render.',
  },
  {
    names: `
      check-routes disallow-deprecated-apis disallow-jenkins-pipeline-strategy
      disallow-security-context-constraint-anyuid disallow-self-provisioner-binding enforce-etcd-encryption
      team-validate-ns-name unique-routes`,
    reason: 'About kinds and roles of OpenShift, which Stele does not render.',
  },
  {
    names: `
      disallow-ingress-nginx-custom-snippets nginx-ingress/restrict-annotations restrict-ingress-paths
      check-ingress-nginx-controller-version-and-annotation-policy`,
    reason:
      'About ingress-nginx, which is retired; what may stand in an annotation or a path is set at the controller.',
  },
  {
    names: `
      allowed-annotations check-env-vars check-supplemental-groups deny-commands-in-exec-probe
      exclude-namespaces-dynamically metadata-match-regex require-annotations restrict-annotations
      restrict-runtimeClassName restrict-secrets-by-label restrict-secrets-by-name restrict-service-account
      restrict-service-port-range restrict-usergroup-fsgroup-id time-bound-policy`,
    reason:
      'A pattern for names, numbers or dates of your own, which the policy gives as an example: write it as a rule of the project (defineRule).',
  },
  {
    names: 'allowed-pod-priorities require-pod-priorityclassname',
    reason:
      'Position: priorities only mean something against each other, so they are a decision of the team that owns the cluster; without one all are equal.',
  },
  {
    names: `
      restrict-controlplane-scheduling restrict-node-affinity restrict-node-selection restrict-pod-count-per-node`,
    reason:
      'Position: where a pod may run is guarded by the taints of the nodes and by quotas, and not by what pods ask for.',
  },
  {
    names: 'require-deployments-have-multiple-replicas check-hpa-exists',
    reason:
      'Position: how many replicas a program needs, and whether that varies, is known to its stack, and differs by environment.',
  },
  {
    names: 'require-reasonable-pdbs',
    reason:
      'Position: one pod at a time is the budget of Stele, also where that is less than half; valid-disruption-budget asks that it lets one go.',
  },
  {
    names: 'require-qos-guaranteed',
    reason:
      'Position: a CPU limit throttles a container that could run on an idle node. valid-memory-ratio asks for equal memory.',
  },
  {
    names: 'limit-containers-per-pod require-container-port-names require-imagepullsecrets',
    reason: 'Position: a style, or a need of some images only, and no fault of a manifest that does otherwise.',
  },
  {
    names: 'enforce-pod-duration restrict-jobs',
    reason:
      'Position: Jobs that stand in Git have been reviewed; valid-job and require-cronjob-deadline say how they should be.',
  },
  {
    names: 'require-storageclass restrict-storageclass enforce-readwriteonce-pod limit-hostpath-type-pv',
    reason:
      'Position: what storage there is, and which class is the default, is a fact of the cluster and of its drivers; valid-removal watches over the data.',
  },
  {
    names: 'disallow-all-secrets',
    reason: 'Position: programs need secrets. no-secrets-in-env and no-secret-values find the two ways they leak.',
  },
  {
    names: 'check-serviceaccount-secrets deny-secret-service-account-token-type',
    reason:
      'The token is not in Git, for the API server writes it into the Secret. no-secret-access finds who may read it.',
  },
  {
    names: 'restrict-sa-automount-sa-token',
    reason:
      'The field of the pod wins over that of its ServiceAccount, and no-service-account-token asks every pod for it.',
  },
  {
    names: 'restrict-edit-for-endpoints',
    reason: 'About a right of the built-in role edit, which clusters since Kubernetes 1.22 no longer give.',
  },
  {
    names: 'restrict-loadbalancer restrict-ingress-classes restrict-ingress-defaultbackend restrict-ingress-wildcard',
    reason:
      'Position: which ways into the cluster there are is a decision of the team that owns it; Stele writes the routes of the kind that the cluster has. require-ingress-tls and unique-host-path look at each.',
  },
  {
    names: 'disallow-empty-ingress-host',
    reason: 'Position: a route for every host is right for a default backend; unique-host-path finds two of them.',
  },
  {
    names: 'restrict-ingress-host',
    reason:
      'Position: several Ingresses may share a host by paths; unique-host-path finds those that share a path too.',
  },
  {
    names: 'disallow-localhost-services',
    reason:
      'A fault of controllers that proxy to such a name, which is corrected there; valid-route-backend finds routes to Services without ports.',
  },
  {
    names: 'restrict-networkpolicy-empty-podselector',
    reason: 'Position: an empty podSelector is how a namespace says what holds for all its pods.',
  },
  {
    names: 'require-unique-service-selector require-unique-external-dns',
    reason:
      'Position: two Services of the same pods are common, a headless one beside the other; who owns a name of external DNS is known to its controller.',
  },
  {
    names: 'require-unique-uid-per-workload',
    reason:
      'Covered another way: require-user-namespace gives each pod user ids of its own, and require-high-uid none that the node has.',
  },
  {
    names: 'ensure-production-matches-staging namespace-inventory-check',
    reason:
      'Asks the running cluster what it holds. In Git the environments are beside each other, and require-network-policy and require-pod-security-label ask each namespace for what it needs.',
  },
  {
    names: 'check-node-for-cve-2022-0185 prevent-cr8escape',
    reason: 'A vulnerability of a node: its kernel or its runtime. Update it.',
  },
  {
    names: 'disallow-helm-tiller',
    reason: 'Finds one program by its name. Tiller is gone since Helm 3.',
  },
  {
    names: 'expiration-for-policyexceptions policy-for-exceptions',
    reason:
      'About the exceptions of Kyverno itself. Waivers of Stele have a reason, an owner and a date: valid-waiver.',
  },
  {
    names: 'podsecurity-subrule-baseline restricted-exclude-capabilities restricted-exclude-seccomp restricted-latest',
    reason:
      'A whole level of the Pod Security Standards: a rule stands for each of its controls (see above), and require-pod-security-label has the API server hold the level.',
  },
  {
    names:
      'application-prevent-default-project applicationset-name-matches-project appproject-clusterresourceblacklist',
    reason:
      'Position: a project lists what it allows, and Stele writes one for each environment; valid-application finds the Application that goes beyond its own.',
  },
  {
    names: 'limit-dnsnames limit-duration restrict-issuer',
    reason: 'Position: the issuer of certificates limits names and durations itself, whoever asks.',
  },
  {
    names: 'require-aws-node-irsa require-encryption-aws-loadbalancers',
    reason:
      'About an add-on or the annotations of one cloud. Stele ends TLS at the Ingress or the Gateway: require-ingress-tls.',
  },
  {
    names: 'require-run-as-containeruser',
    reason: 'About Windows pods, which Stele does not render; no-host-process finds those that take the node.',
  },
];
