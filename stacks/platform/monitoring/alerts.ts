import { type Alert, AlertRules, type StackChart } from 'stele';

const RUNBOOKS = 'https://runbooks.prometheus-operator.dev/runbooks';

/** Alerts about the monitoring itself. Names and runbooks are those of the upstream projects. */
export function alerts(chart: StackChart, replicas: number): void {
  new AlertRules(chart, 'monitoring', {
    alerts: [...general(), ...prometheus(), ...alertmanager(replicas), ...operator()],
  });
}

function general(): Alert[] {
  return [
    {
      name: 'Watchdog',
      expr: 'vector(1)',
      for: '0s',
      severity: 'info',
      summary: 'Always on: when it stops, alerts do not get through',
      runbook: `${RUNBOOKS}/general/watchdog`,
    },
    {
      name: 'TargetDown',
      expr: '100 * count by (namespace, job) (up == 0) / count by (namespace, job) (up) > 10',
      for: '10m',
      severity: 'warning',
      summary: '{{ printf "%.0f" $value }} % of the targets of {{ $labels.namespace }}/{{ $labels.job }} are down',
      runbook: `${RUNBOOKS}/general/targetdown`,
    },
  ];
}

function prometheus(): Alert[] {
  return [
    {
      name: 'PrometheusBadConfig',
      expr: 'max_over_time(prometheus_config_last_reload_successful{job="prometheus"}[5m]) == 0',
      for: '10m',
      severity: 'critical',
      summary: 'Prometheus {{ $labels.pod }} failed to load its configuration',
      runbook: `${RUNBOOKS}/prometheus/prometheusbadconfig`,
    },
    {
      name: 'PrometheusRuleFailures',
      expr: 'increase(prometheus_rule_evaluation_failures_total{job="prometheus"}[5m]) > 0',
      for: '15m',
      severity: 'critical',
      summary: 'Prometheus {{ $labels.pod }} fails to evaluate rules of {{ $labels.rule_group }}',
      runbook: `${RUNBOOKS}/prometheus/prometheusrulefailures`,
    },
    {
      name: 'PrometheusNotConnectedToAlertmanagers',
      expr: 'max_over_time(prometheus_notifications_alertmanagers_discovered{job="prometheus"}[5m]) < 1',
      for: '10m',
      severity: 'critical',
      summary: 'Prometheus {{ $labels.pod }} finds no Alertmanager',
      runbook: `${RUNBOOKS}/prometheus/prometheusnotconnectedtoalertmanagers`,
    },
    {
      name: 'PrometheusTSDBCompactionsFailing',
      expr: 'increase(prometheus_tsdb_compactions_failed_total{job="prometheus"}[3h]) > 0',
      for: '4h',
      severity: 'warning',
      summary: 'Prometheus {{ $labels.pod }} fails to compact its data',
      runbook: `${RUNBOOKS}/prometheus/prometheustsdbcompactionsfailing`,
    },
    {
      name: 'PrometheusScrapeSampleLimitHit',
      expr: 'increase(prometheus_target_scrapes_exceeded_sample_limit_total{job="prometheus"}[5m]) > 0',
      for: '15m',
      severity: 'warning',
      summary: 'Prometheus {{ $labels.pod }} drops scrapes of targets that serve too many samples',
      runbook: `${RUNBOOKS}/prometheus/prometheusscrapesamplelimithit`,
    },
  ];
}

function alertmanager(replicas: number): Alert[] {
  const always: Alert[] = [
    {
      name: 'AlertmanagerFailedReload',
      expr: 'max_over_time(alertmanager_config_last_reload_successful{job="alertmanager"}[5m]) == 0',
      for: '10m',
      severity: 'critical',
      summary: 'Alertmanager {{ $labels.pod }} failed to load its configuration',
      runbook: `${RUNBOOKS}/alertmanager/alertmanagerfailedreload`,
    },
    {
      name: 'AlertmanagerFailedToSendAlerts',
      expr: 'rate(alertmanager_notifications_failed_total{job="alertmanager"}[15m]) / ignoring (reason) group_left rate(alertmanager_notifications_total{job="alertmanager"}[15m]) > 0.01',
      for: '5m',
      severity: 'warning',
      summary: 'Alertmanager {{ $labels.pod }} fails to notify by {{ $labels.integration }}',
      runbook: `${RUNBOOKS}/alertmanager/alertmanagerfailedtosendalerts`,
    },
  ];
  if (replicas === 1) return always;
  return [
    ...always,
    {
      name: 'AlertmanagerMembersInconsistent',
      expr: `max_over_time(alertmanager_cluster_members{job="alertmanager"}[5m]) < ${replicas}`,
      for: '15m',
      severity: 'critical',
      summary: 'Alertmanager {{ $labels.pod }} does not see all members of its cluster',
      runbook: `${RUNBOOKS}/alertmanager/alertmanagermembersinconsistent`,
    },
  ];
}

function operator(): Alert[] {
  const rate = (metric: string) => `sum by (controller, namespace) (rate(${metric}{job="prometheus-operator"}[5m]))`;
  const [errors, all] = [
    'prometheus_operator_reconcile_errors_total',
    'prometheus_operator_reconcile_operations_total',
  ];
  return [
    {
      name: 'PrometheusOperatorReconcileErrors',
      expr: `${rate(errors)} / ${rate(all)} > 0.1`,
      for: '10m',
      severity: 'warning',
      summary: 'The Prometheus operator fails to reconcile objects of {{ $labels.controller }}',
      runbook: `${RUNBOOKS}/prometheus-operator/prometheusoperatorreconcileerrors`,
    },
    {
      name: 'PrometheusOperatorRejectedResources',
      expr: 'min_over_time(prometheus_operator_managed_resources{state="rejected",job="prometheus-operator"}[5m]) > 0',
      for: '5m',
      severity: 'warning',
      summary: 'The Prometheus operator rejects {{ $value }} objects of kind {{ $labels.resource }}',
      runbook: `${RUNBOOKS}/prometheus-operator/prometheusoperatorrejectedresources`,
    },
    {
      name: 'ConfigReloaderSidecarErrors',
      expr: 'max_over_time(reloader_last_reload_successful[5m]) == 0',
      for: '10m',
      severity: 'warning',
      summary: 'The configuration of {{ $labels.pod }} is stale: its reloader fails',
      runbook: `${RUNBOOKS}/prometheus-operator/configreloadersidecarerrors`,
    },
  ];
}
