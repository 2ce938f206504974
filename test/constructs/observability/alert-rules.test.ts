import { describe, expect, test } from '@jest/globals';
import { type Alert, AlertRules } from '../../../constructs/observability/index.ts';
import { UserError } from '../../../model/errors.ts';
import { objectOf, objectsOf, testChart, testFacts } from '../../support/stack-chart.ts';

const alert: Alert = {
  name: 'ShopDown',
  expr: 'up{job="web"} == 0',
  for: '5m',
  severity: 'critical',
  summary: 'No pod of the shop answers',
  runbook: 'https://runbooks.example.com/shop-down',
};

function problemsOf(...alerts: Alert[]): string {
  try {
    new AlertRules(testChart(), 'alerts', { alerts });
    return 'none';
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

describe('AlertRules', () => {
  test('renders a group of alerts that say how bad, whose, what and what to do', () => {
    const chart = testChart();
    new AlertRules(chart, 'alerts', {
      alerts: [{ ...alert, description: 'Customers see errors.', labels: { channel: 'shop' } }],
    });
    expect(objectOf(chart, 'PrometheusRule')).toEqual({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 'alerts', namespace: 'shop' },
      spec: {
        groups: [
          {
            name: 'alerts',
            rules: [
              {
                alert: 'ShopDown',
                expr: 'up{job="web"} == 0',
                for: '5m',
                labels: { severity: 'critical', team: 'web', channel: 'shop' },
                annotations: {
                  summary: 'No pod of the shop answers',
                  description: 'Customers see errors.',
                  runbook_url: 'https://runbooks.example.com/shop-down',
                },
              },
            ],
          },
        ],
      },
    });
  });

  test('names the group as it is told', () => {
    const chart = testChart();
    new AlertRules(chart, 'alerts', { group: 'shop.availability', alerts: [alert] });
    expect(objectOf(chart, 'PrometheusRule').spec).toMatchObject({ groups: [{ name: 'shop.availability' }] });
  });

  test('renders nothing on a cluster without the operator', () => {
    const chart = testChart({ facts: testFacts({ capabilities: { prometheusOperator: false } }) });
    new AlertRules(chart, 'alerts', { alerts: [alert] });
    expect(objectsOf(chart)).toEqual([]);
  });

  test.each<[Partial<Alert>, string]>([
    [{ name: 'Shop down' }, 'its name is not made of letters, digits and "_"; write for example PodinfoErrors'],
    [{ expr: ' ' }, 'expr is empty; write the PromQL that is true when something is wrong'],
    [{ for: '5' }, 'for: "5" is no duration; write for example 30s, 5m or 1h30m'],
    [
      { severity: 'critcal' as 'critical' },
      'severity: "critcal" is none (did you mean "critical"?); use critical, warning, info',
    ],
    [{ summary: '' }, 'summary is empty; say in one line what is wrong'],
    [{ summary: undefined }, 'summary is empty; say in one line what is wrong'],
    [
      { runbook: 'http://runbooks.example.com' },
      'runbook: "http://runbooks.example.com" is no https URL; link the page that says what to do',
    ],
    [{ runbook: undefined }, 'runbook: "undefined" is no https URL; link the page that says what to do'],
    [{ labels: { severity: 'info' } }, 'labels.severity: the severity has a field of its own; drop the label'],
    [{ labels: { 'a-b': 'c' } }, 'labels: "a-b" is no label name; use letters, digits and "_"'],
  ])('refuses %j', (change, message) => {
    const changed = { ...alert, ...change };
    expect(problemsOf(changed)).toBe(`shop/alerts: alert ${changed.name}: ${message}`);
  });

  test('reports everything at once', () => {
    expect(problemsOf({ ...alert, expr: '' }, { ...alert, name: 'ShopSlow', for: 'long' })).toBe(
      [
        'shop/alerts: alert ShopDown: expr is empty; write the PromQL that is true when something is wrong',
        'shop/alerts: alert ShopSlow: for: "long" is no duration; write for example 30s, 5m or 1h30m',
      ].join('\n'),
    );
  });

  test('refuses rules without alerts', () => {
    expect(problemsOf()).toBe('shop/alerts: there are no alerts; give one, or drop the rules');
  });
});
