/** The order of an object's keys: those with a rank first, by it; then the others by UTF-16 code unit. */
export interface KeyOrder {
  readonly rank: ReadonlyMap<string, number>;
  /** The orders of what stands under some of its keys; of each item where that is a list. */
  readonly under: ReadonlyMap<string, KeyOrder>;
}

/**
 * The order in which people write the keys of a kind: not that of insertion, of a locale or of an environment
 * variable, so that the same object is the same text everywhere.
 */
export function keyOrder(kind: string): KeyOrder {
  return BY_KIND.get(kind) ?? OBJECT;
}

/** The order of what stands under a key. */
export function orderUnder(order: KeyOrder, key: string): KeyOrder {
  return order.under.get(key) ?? (order === MAP ? MAP : (BY_FIELD.get(key) ?? ANY));
}

/** Compares two keys of one object. */
export function compareKeys(order: KeyOrder, a: string, b: string): number {
  const byRank = (order.rank.get(a) ?? UNLISTED) - (order.rank.get(b) ?? UNLISTED);
  if (byRank !== 0) return byRank;
  return a < b ? -1 : a > b ? 1 : 0;
}

const UNLISTED = Number.MAX_SAFE_INTEGER;

function order(keys: string, under: Readonly<Record<string, KeyOrder>> = {}): KeyOrder {
  const rank = new Map(keys.split(' ').map((key, index) => [key, index]));
  return { rank, under: new Map(Object.entries(under)) };
}

/** What users name freely, down to its leaves: labels, data, quantities by resource. */
const MAP: KeyOrder = { rank: new Map(), under: new Map() };

/** What has no order of its own: that which names a thing comes before what it holds. */
const ANY = order('apiVersion apiGroup group kind name namespace key type operator values value effect');

const METADATA = order('name generateName namespace labels annotations finalizers ownerReferences');

const CONTAINER = order(
  'name image imagePullPolicy restartPolicy command args workingDir ports envFrom env resources resizePolicy lifecycle ' +
    'startupProbe livenessProbe readinessProbe volumeMounts volumeDevices securityContext terminationMessagePath ' +
    'terminationMessagePolicy stdin tty',
);

const PROBE = order(
  'httpGet tcpSocket exec grpc initialDelaySeconds periodSeconds timeoutSeconds successThreshold failureThreshold',
  { httpGet: order('path port scheme host httpHeaders'), grpc: order('port service') },
);

const POD_SPEC = order(
  'serviceAccountName automountServiceAccountToken enableServiceLinks priorityClassName runtimeClassName hostUsers ' +
    'restartPolicy activeDeadlineSeconds terminationGracePeriodSeconds os nodeSelector affinity tolerations ' +
    'topologySpreadConstraints imagePullSecrets securityContext resources initContainers containers volumes',
);

const POD_TEMPLATE = order('metadata spec', { spec: POD_SPEC });

const WORKLOAD_SPEC = order(
  'serviceName replicas minReadySeconds revisionHistoryLimit progressDeadlineSeconds podManagementPolicy selector ' +
    'strategy updateStrategy workloadRef template volumeClaimTemplates persistentVolumeClaimRetentionPolicy',
);

const JOB_SPEC = order(
  'suspend completions parallelism completionMode backoffLimit activeDeadlineSeconds ttlSecondsAfterFinished ' +
    'podFailurePolicy selector template',
);

const CRON_JOB_SPEC = order(
  'schedule timeZone suspend concurrencyPolicy startingDeadlineSeconds successfulJobsHistoryLimit ' +
    'failedJobsHistoryLimit jobTemplate',
  { jobTemplate: order('metadata spec', { spec: JOB_SPEC }) },
);

const APPLICATION_SPEC = order('project source sources destination syncPolicy', {
  source: order('repoURL targetRevision path chart directory kustomize helm'),
  sources: order('repoURL targetRevision path chart directory kustomize helm'),
  destination: order('server name namespace'),
});

/** Orders of fields that mean the same wherever they stand. */
const BY_FIELD: ReadonlyMap<string, KeyOrder> = new Map(
  Object.entries({
    metadata: METADATA,
    labels: MAP,
    annotations: MAP,
    matchLabels: MAP,
    nodeSelector: MAP,
    requests: MAP,
    limits: MAP,
    hard: MAP,
    containers: CONTAINER,
    initContainers: CONTAINER,
    ephemeralContainers: CONTAINER,
    template: POD_TEMPLATE,
    resources: order('requests limits claims'),
    volumeMounts: order('name mountPath subPath subPathExpr readOnly'),
    startupProbe: PROBE,
    livenessProbe: PROBE,
    readinessProbe: PROBE,
    ports: order('name port containerPort targetPort nodePort hostPort protocol appProtocol'),
    topologySpreadConstraints: order('topologyKey maxSkew minDomains whenUnsatisfiable labelSelector matchLabelKeys'),
    groups: order('name interval limit rules'),
    rules: order(
      'name alert record expr for keep_firing_for labels annotations host http matches filters backendRefs apiGroups ' +
        'resources resourceNames nonResourceURLs verbs',
    ),
    paths: order('path pathType backend'),
    endpoints: order('port targetPort scheme path interval scrapeTimeout'),
    podMetricsEndpoints: order('port targetPort scheme path interval scrapeTimeout'),
  }),
);

const FIELDS =
  'apiVersion kind metadata type immutable secrets automountServiceAccountToken provisioner parameters value ' +
  'globalDefault description aggregationRule rules roleRef subjects spec stringData data binaryData';

/** An object of any kind. */
const OBJECT = order(FIELDS);

function withSpec(spec: KeyOrder): KeyOrder {
  return order(FIELDS, { spec });
}

const BY_KIND: ReadonlyMap<string, KeyOrder> = new Map(
  Object.entries({
    ConfigMap: order(FIELDS, { data: MAP, binaryData: MAP }),
    Secret: order(FIELDS, { data: MAP, stringData: MAP }),
    Pod: withSpec(POD_SPEC),
    Deployment: withSpec(WORKLOAD_SPEC),
    StatefulSet: withSpec(WORKLOAD_SPEC),
    DaemonSet: withSpec(WORKLOAD_SPEC),
    Rollout: withSpec(WORKLOAD_SPEC),
    Job: withSpec(JOB_SPEC),
    CronJob: withSpec(CRON_JOB_SPEC),
    Service: withSpec(
      order('type clusterIP ipFamilyPolicy ipFamilies externalName publishNotReadyAddresses selector ports', {
        selector: MAP,
      }),
    ),
    Ingress: withSpec(order('ingressClassName defaultBackend tls rules', { tls: order('hosts secretName') })),
    HTTPRoute: withSpec(order('parentRefs hostnames rules')),
    NetworkPolicy: withSpec(order('podSelector policyTypes ingress egress', { ingress: order('from ports') })),
    HorizontalPodAutoscaler: withSpec(order('scaleTargetRef minReplicas maxReplicas metrics behavior')),
    PodDisruptionBudget: withSpec(order('minAvailable maxUnavailable unhealthyPodEvictionPolicy selector')),
    PersistentVolumeClaim: withSpec(order('storageClassName accessModes volumeMode resources selector volumeName')),
    ExternalSecret: withSpec(
      order('refreshPolicy refreshInterval secretStoreRef target dataFrom data', {
        target: order('name creationPolicy deletionPolicy immutable template', {
          template: order('type metadata data', { data: MAP }),
        }),
        data: order('secretKey remoteRef sourceRef'),
      }),
    ),
    Application: withSpec(APPLICATION_SPEC),
    ApplicationSet: withSpec(
      order('goTemplate goTemplateOptions generators strategy syncPolicy template', {
        template: order('metadata spec', { spec: APPLICATION_SPEC }),
      }),
    ),
    AppProject: withSpec(
      order('description sourceRepos destinations', { destinations: order('server name namespace') }),
    ),
    ValidatingAdmissionPolicy: withSpec(
      order('failurePolicy paramKind matchConstraints matchConditions variables validations auditAnnotations', {
        validations: order('expression reason message messageExpression'),
      }),
    ),
    CustomResourceDefinition: withSpec(order('group names scope conversion versions')),
  }),
);
