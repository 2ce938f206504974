import { type Alert, AlertRules, ApiObject, need, type StackChart } from 'stele';

/** Upstream's Services that serve metrics, by their label `app.kubernetes.io/name`. */
const SERVICES = [
  'argocd-applicationset-controller',
  'argocd-metrics',
  'argocd-notifications-controller-metrics',
  'argocd-repo-server',
  'argocd-server-metrics',
];

const HAPROXY = 'argocd-redis-ha-haproxy';

/** The check of each Redis by its proxy passes on the primary only. */
const NO_PRIMARY: Alert = {
  name: 'ArgoCdRedisWithoutPrimary',
  expr: `max(haproxy_backend_active_servers{job="${HAPROXY}", proxy="bk_redis_master"}) == 0`,
  for: '5m',
  severity: 'critical',
  summary: 'No Redis of Argo CD takes writes',
  description:
    'Its sentinels cannot agree on one: nothing is synced until two of the three Redis run and reach each other.',
  runbook: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/high_availability/',
};

/**
 * Has Prometheus scrape Argo CD, and says when what runs is not what Git says. Upstream's network policies let every
 * namespace read metrics. A cluster without the Prometheus operator gets nothing.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/metrics/
 */
export function metrics(chart: StackChart, highlyAvailable: boolean): void {
  if (!need(chart.facts, 'capabilities.prometheusOperator', 'the monitor of stack argocd')) return;
  const services = highlyAvailable ? [...SERVICES, HAPROXY].sort() : SERVICES;
  const ports = highlyAvailable ? ['metrics', 'http-exporter-port'] : ['metrics'];
  new ApiObject(chart, 'argocd-monitor', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: 'argocd' },
    spec: {
      jobLabel: 'app.kubernetes.io/name',
      selector: { matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'In', values: services }] },
      endpoints: ports.map((port) => ({ port, path: '/metrics' })),
    },
  });
  new AlertRules(chart, 'argocd', {
    alerts: [
      {
        name: 'ArgoCdApplicationOutOfSync',
        expr: 'max by (name) (argocd_app_info{sync_status!="Synced"}) == 1',
        for: '30m',
        severity: 'warning',
        summary: 'Application {{ $labels.name }} is not what Git says',
        description: 'A sync fails, waits for a sync window, or waits for a deletion to be confirmed.',
        runbook:
          'https://argo-cd.readthedocs.io/en/stable/faq/#why-is-my-application-still-outofsync-immediately-after-a-successful-sync',
      },
      {
        name: 'ArgoCdApplicationUnhealthy',
        expr: 'max by (name) (argocd_app_info{health_status!~"Healthy|Suspended"}) == 1',
        for: '15m',
        severity: 'warning',
        summary: 'Application {{ $labels.name }} does not get healthy',
        runbook: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/health/',
      },
      ...(highlyAvailable ? [NO_PRIMARY] : []),
    ],
  });
}
