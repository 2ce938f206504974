import type { IPrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { StackChart } from '../../model/chart.ts';
import { didYouMean, type Problem, throwIfAny } from '../../model/errors.ts';
import { need } from '../../model/missing-fact.ts';
import { prometheusDuration } from '../../model/z.ts';

const SEVERITIES = ['critical', 'warning', 'info'] as const;

/** `critical` wakes somebody up, `warning` waits for working hours, `info` is for those who look. */
export type Severity = (typeof SEVERITIES)[number];

/** An alert that whoever is called can act on: it says how bad it is, what it is, and what to do. */
export interface Alert {
  /** In CamelCase, as is the custom: `PodinfoErrors`. */
  readonly name: string;
  /** PromQL; the alert is on for each series that it gives. */
  readonly expr: string;
  /** How long that has to last, as Prometheus writes durations: `10m`; `0s` for at once. */
  readonly for: string;
  readonly severity: Severity;
  /** One line for the pager; may hold templates such as `{{ $labels.pod }}`. */
  readonly summary: string;
  /** What to do: an https URL. */
  readonly runbook: string;
  /**
   * More than the summary says.
   * @default none
   */
  readonly description?: string;
  /**
   * Further labels, to route by.
   * @default none beside `severity`, and `team`, which is the stack's
   */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface AlertRulesProps {
  readonly alerts: readonly Alert[];
  /**
   * Name of the rule group.
   * @default the construct's id
   */
  readonly group?: string;
}

/**
 * Alerts, as a PrometheusRule named by the construct's id. A cluster without the Prometheus operator (fact
 * `capabilities.prometheusOperator`) gets nothing.
 *
 * PromQL is not parsed here; the operator's admission webhook, or `promtool check rules`, does that.
 *
 * @throws UserError with everything that is wrong with the alerts
 * @throws MissingFact when the cluster was not told whether the operator runs
 */
export class AlertRules extends Construct {
  constructor(scope: Construct, id: string, { alerts, group = id }: AlertRulesProps) {
    super(scope, id);
    const chart = StackChart.of(this);
    const subject = `${chart.stack}/${id}`;
    throwIfAny([
      ...(alerts.length === 0 ? [{ subject, message: 'there are no alerts; give one, or drop the rules' }] : []),
      ...alerts.flatMap((alert, index) => alertProblems(subject, alert, index)),
    ]);
    if (!need(chart.facts, 'capabilities.prometheusOperator', `the alerts of ${subject}`)) return;

    const rules = alerts.map(({ name, expr, severity, summary, description, runbook, labels, for: duration }) => ({
      alert: name,
      expr,
      for: duration,
      labels: { severity, team: chart.team, ...labels },
      annotations: { summary, ...(description === undefined ? {} : { description }), runbook_url: runbook },
    }));
    new ApiObject(this, 'rules', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: id },
      spec: { groups: [{ name: group, rules }] },
    } satisfies IPrometheusRule);
  }
}

function alertProblems(subject: string, alert: Alert, index: number): Problem[] {
  const { name, expr, severity, summary, runbook, labels = {}, for: duration } = alert;
  const messages: string[] = [];
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    messages.push('its name is not made of letters, digits and "_"; write for example PodinfoErrors');
  }
  if (blank(expr)) messages.push('expr is empty; write the PromQL that is true when something is wrong');
  if (!prometheusDuration().safeParse(duration).success) {
    messages.push(`for: "${duration}" is no duration; write for example 30s, 5m or 1h30m`);
  }
  if (!SEVERITIES.includes(severity)) {
    const meant = didYouMean(String(severity), SEVERITIES);
    messages.push(`severity: "${severity}" is none${meant}; use ${SEVERITIES.join(', ')}`);
  }
  if (blank(summary)) messages.push('summary is empty; say in one line what is wrong');
  if (blank(runbook) || !URL.canParse(runbook) || new URL(runbook).protocol !== 'https:') {
    messages.push(`runbook: "${runbook}" is no https URL; link the page that says what to do`);
  }
  for (const label of Object.keys(labels)) {
    if (label === 'severity') messages.push('labels.severity: the severity has a field of its own; drop the label');
    else if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(label)) {
      messages.push(`labels: "${label}" is no label name; use letters, digits and "_"`);
    }
  }
  return messages.map((message) => ({ subject, message: `alert ${name || `number ${index + 1}`}: ${message}` }));
}

// stacks in plain JavaScript, and values that were cast, come here without what the type demands
function blank(text: string | undefined): boolean {
  return typeof text !== 'string' || text.trim() === '';
}
