import { apiServer, exec, http, ImmutableDeployment, type StackChart, tcp, waive } from 'stele';

export interface OperatorOptions {
  readonly image: string;
  /** The image of the container that the operator puts beside Prometheus and Alertmanager. */
  readonly reloader: string;
}

/**
 * Whether both controllers run. The operator runs those whose definitions it finds when it starts, and no others later:
 * when it was there before all definitions were, it has to start again.
 */
const STARTED = `
metrics=$(wget -q -O - http://127.0.0.1:8080/metrics) || exit 1
for controller in prometheus alertmanager; do
  echo "$metrics" | grep -q "^prometheus_operator_ready{controller=\\"$controller\\"} 1$" || exit 1
done
`.trim();

/** When somebody looks again at what the operator is permitted. */
const REVIEWED_UNTIL = '2027-11-30';

/** The operator itself. One pod: it elects no leader, so two would write over each other. */
export function operator(chart: StackChart, { image, reloader }: OperatorOptions): void {
  const { namespace } = chart;
  const deployment = new ImmutableDeployment(chart, 'prometheus-operator', {
    replicas: 1,
    strategy: 'recreate',
    containers: [
      {
        image,
        args: [
          // it runs instances in this namespace only, and reads monitors and rules in all
          `--prometheus-instance-namespaces=${namespace}`,
          `--alertmanager-instance-namespaces=${namespace}`,
          `--alertmanager-config-namespaces=${namespace}`,
          `--thanos-ruler-instance-namespaces=${namespace}`,
          '--disable-unmanaged-prometheus-configuration=true',
          `--prometheus-config-reloader=${reloader}`,
          '--config-reloader-cpu-request=10m',
          '--config-reloader-cpu-limit=0',
          '--config-reloader-memory-request=50Mi',
          '--config-reloader-memory-limit=50Mi',
          '--enable-config-reloader-probes=true',
          '--localhost=127.0.0.1',
          '--auto-gomemlimit-ratio=0.9',
        ],
        ports: { http: 8080 },
        resources: { cpu: '50m', memory: '256Mi' },
        startup: exec(['sh', '-c', STARTED]),
        liveness: http('/healthz', 'http'),
        readiness: tcp('http'),
      },
    ],
  });
  const watch = ['get', 'list', 'watch'];
  const monitoring = ['monitoring.coreos.com'];
  deployment.permissions([
    { apiGroups: monitoring, resources: ['alertmanagerconfigs', 'alertmanagers', 'prometheuses'], verbs: watch },
    { apiGroups: monitoring, resources: ['alertmanagers/status', 'prometheuses/status'], verbs: ['patch', 'update'] },
    // what it makes is owned by these: https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#ownerreferencespermissionenforcement
    { apiGroups: monitoring, resources: ['alertmanagers/finalizers', 'prometheuses/finalizers'], verbs: ['update'] },
    { apiGroups: ['apps'], resources: ['statefulsets'], verbs: [...watch, 'create', 'update', 'patch', 'delete'] },
    { resources: ['configmaps', 'secrets'], verbs: [...watch, 'create', 'update', 'delete'] },
    { resources: ['services'], verbs: ['get', 'create', 'update'] },
    { resources: ['pods'], verbs: ['list'] },
  ]);
  // no Secrets of other namespaces: a monitor that names one is rejected, and an alert says so
  deployment.clusterPermissions([
    { apiGroups: monitoring, resources: ['podmonitors', 'probes', 'prometheusrules', 'servicemonitors'], verbs: watch },
    { resources: ['namespaces'], verbs: watch },
    { resources: ['configmaps'], verbs: ['get'] },
    { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
    { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: ['get'] },
  ]);
  waive(deployment, 'require-rolling-update', {
    reason: 'two operators at a time write the same StatefulSets, and nothing is served while it restarts',
    owner: chart.team,
    until: REVIEWED_UNTIL,
  });
  waive(chart, 'no-secret-access', {
    reason: 'it writes the configuration of Prometheus and Alertmanager as Secrets of this namespace',
    owner: chart.team,
    until: REVIEWED_UNTIL,
  });
  waive(chart, 'no-pod-create-grants', {
    reason: 'it makes the StatefulSets of Prometheus and Alertmanager in this namespace',
    owner: chart.team,
    until: REVIEWED_UNTIL,
  });
  deployment.allowTo(apiServer());
  deployment.monitor({ port: 'http' });
}
