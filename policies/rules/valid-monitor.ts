import type { Graph } from '../graph/graph.ts';
import type { GraphNode } from '../graph/node.ts';
import { at, type Fields, fieldsAt, listAt, numberAt, textAt } from '../read.ts';
import { defineRule, type GraphOffence } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'valid-monitor',
  title: 'A monitor finds what it is to scrape',
  severity: 'error',
  why: 'A ServiceMonitor or PodMonitor that selects nothing, or names a port that does not exist, is valid: Prometheus has no targets, no metric is missing by name, and the alerts that stand on them never fire.',
  fix: 'Give the labels of the Service itself (not of its pods) to a ServiceMonitor, those of the pods to a PodMonitor, and name a port as the Service or the container names it (in Stele: monitor() does).',
  upstream: ['kube-linter: dangling-servicemonitor'],
  links: ['https://prometheus-operator.dev/docs/developer/getting-started/'],
  since: '0.1.0',
  *check(graph) {
    for (const node of graph.ofKind('ServiceMonitor.monitoring.coreos.com')) {
      yield* monitorOffences(graph, node, 'Service', 'endpoints');
    }
    for (const node of graph.ofKind('PodMonitor.monitoring.coreos.com')) {
      yield* monitorOffences(graph, node, 'pod', 'podMetricsEndpoints');
    }
    for (const node of graph.ofKind('Prometheus.monitoring.coreos.com')) yield* alertingOffences(graph, node);
  },
  examples: {
    pass: [
      {
        title: 'a Service by its own labels, a port of it, and a port of its pods',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web, labels: { app: web } }
          spec: { containers: [{ name: web, ports: [{ name: metrics, containerPort: 9797 }] }] }
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: web, labels: { monitored: 'yes' } }
          spec: { selector: { app: web }, ports: [{ name: http-metrics, port: 80, targetPort: metrics }] }
          ---
          apiVersion: monitoring.coreos.com/v1
          kind: ServiceMonitor
          metadata: { name: web }
          spec:
            selector: { matchLabels: { monitored: 'yes' } }
            endpoints: [{ port: http-metrics }, { targetPort: metrics }, { targetPort: 9797 }]
        `,
      },
      {
        title: 'pods that the Prometheus operator makes, and a Service of the system',
        yaml: `
          apiVersion: monitoring.coreos.com/v1
          kind: Alertmanager
          metadata: { name: main }
          spec: {}
          ---
          apiVersion: monitoring.coreos.com/v1
          kind: PodMonitor
          metadata: { name: alertmanager }
          spec:
            selector: { matchLabels: { app.kubernetes.io/name: alertmanager } }
            podMetricsEndpoints: [{ port: web }, { port: reloader-web }]
          ---
          apiVersion: monitoring.coreos.com/v1
          kind: Prometheus
          metadata: { name: main }
          spec: { alerting: { alertmanagers: [{ name: alertmanager-operated, port: web }] } }
          ---
          apiVersion: monitoring.coreos.com/v1
          kind: ServiceMonitor
          metadata: { name: coredns }
          spec:
            namespaceSelector: { matchNames: [kube-system] }
            selector: { matchLabels: { k8s-app: kube-dns } }
            endpoints: [{ port: metrics }]
        `,
      },
    ],
    fail: [
      {
        title: 'the labels of the pods instead of those of the Service, and the number of a port as its name',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web, labels: { app: web } }
          spec: { containers: [{ name: web, ports: [{ name: metrics, containerPort: 9797 }] }] }
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: web, labels: { part-of: shop } }
          spec: { selector: { app: web }, ports: [{ name: metrics, port: 9797 }] }
          ---
          apiVersion: monitoring.coreos.com/v1
          kind: ServiceMonitor
          metadata: { name: pods }
          spec: { selector: { matchLabels: { app: web } }, endpoints: [{ port: metrics }] }
          ---
          apiVersion: monitoring.coreos.com/v1
          kind: ServiceMonitor
          metadata: { name: port }
          spec: { selector: { matchLabels: { part-of: shop } }, endpoints: [{ port: '9797' }] }
          ---
          apiVersion: monitoring.coreos.com/v1
          kind: PodMonitor
          metadata: { name: web }
          spec: { selector: { matchLabels: { app: web } }, podMetricsEndpoints: [{ port: http }] }
        `,
        at: ['/spec/selector', '/spec/endpoints/0/port', '/spec/podMetricsEndpoints/0/port'],
      },
      {
        title: 'an Alertmanager that is not there',
        yaml: `
          apiVersion: monitoring.coreos.com/v1
          kind: Prometheus
          metadata: { name: main }
          spec: { alerting: { alertmanagers: [{ name: alertmanager-main, port: web }] } }
        `,
        at: ['/spec/alerting/alertmanagers/0/name'],
      },
    ],
  },
});

/** A port that can be scraped. */
interface Scraped {
  readonly name: string | undefined;
  readonly number: number | undefined;
}

interface Targets {
  readonly count: number;
  /** Ports of the Services, or of the pods. */
  readonly ports: readonly Scraped[];
  /** Ports of the pods behind. */
  readonly podPorts: readonly Scraped[];
}

function* monitorOffences(
  graph: Graph,
  node: GraphNode,
  what: 'Service' | 'pod',
  list: 'endpoints' | 'podMetricsEndpoints',
): Iterable<GraphOffence> {
  const { object } = node;
  const namespaces = namespacesOf(graph, node);
  const selector = fieldsAt(object, 'spec', 'selector');
  const targets = what === 'Service' ? servicesOf(graph, namespaces, selector) : podsOf(graph, namespaces, selector);
  if (targets.count === 0) {
    const [only] = namespaces;
    // anywhere may be in a namespace that is not looked into
    if (only === undefined || at(object, 'spec', 'namespaceSelector', 'any') === true) return;
    const peers = what === 'Service' ? graph.servicesIn(only).length : graph.podsIn(only).length;
    const absences = namespaces.map((namespace) => graph.unseen.bySelector(namespace, peers > 0));
    const absence = absences.includes(undefined) ? undefined : (absences.find((one) => one?.severity) ?? absences[0]);
    if (absence === undefined) return;
    const { note, ...severity } = absence;
    yield { object, pointer: '/spec/selector', message: `selects no ${what}${note}`, ...severity };
    return;
  }
  for (const [index, endpoint] of listAt(object, 'spec', list).entries()) {
    const fault = endpointFault(endpoint, targets, what);
    if (fault === undefined) continue;
    yield { object, pointer: `/spec/${list}/${index}/${fault.field}`, message: fault.message };
  }
}

function endpointFault(endpoint: unknown, { ports, podPorts }: Targets, what: string) {
  const name = textAt(endpoint, 'port');
  if (name !== undefined && name !== '') {
    if (ports.some((port) => port.name === name)) return undefined;
    const known = [...new Set(ports.flatMap((port) => port.name ?? []))].join(', ') || 'none with a name';
    return { field: 'port', message: `no selected ${what} has a port "${name}"; there is ${known}` };
  }
  const target = at(endpoint, 'targetPort');
  // a number need not be listed, and what lists nothing is not known
  if (typeof target !== 'string' || podPorts.length === 0 || podPorts.some((port) => port.name === target)) {
    return undefined;
  }
  return { field: 'targetPort', message: `no selected pod has a port "${target}"` };
}

function servicesOf(graph: Graph, namespaces: readonly string[], selector: Fields): Targets {
  const found = namespaces.flatMap((namespace) =>
    graph.servicesSelected(namespace, selector).map((service) => ({ namespace, service })),
  );
  return {
    count: found.length,
    ports: found.flatMap(({ service }) => service.ports),
    podPorts: found.flatMap(({ namespace, service }) =>
      service.selector === undefined
        ? []
        : graph.podsSelected(namespace, service.selector).flatMap((pods) => [...pods.ports]),
    ),
  };
}

function podsOf(graph: Graph, namespaces: readonly string[], selector: Fields): Targets {
  const found = namespaces.flatMap((namespace) => [...graph.podsSelected(namespace, selector)]);
  const ports = found.flatMap((pods) => [...pods.ports]);
  return { count: found.length, ports, podPorts: ports };
}

/** https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.NamespaceSelector */
function namespacesOf(graph: Graph, node: GraphNode): readonly string[] {
  const selector = at(node.object, 'spec', 'namespaceSelector');
  if (at(selector, 'any') === true) return graph.podNamespaces();
  const names = listAt(selector, 'matchNames').filter((name) => typeof name === 'string');
  return names.length > 0 ? names : [graph.namespaceOf(node)];
}

/** A Prometheus names the Service of its Alertmanager. */
function* alertingOffences(graph: Graph, node: GraphNode): Iterable<GraphOffence> {
  for (const [index, entry] of listAt(node.object, 'spec', 'alerting', 'alertmanagers').entries()) {
    const name = textAt(entry, 'name');
    if (name === undefined) continue;
    const namespace = textAt(entry, 'namespace') ?? graph.namespaceOf(node);
    const service = graph.service(namespace, name);
    const pointer = `/spec/alerting/alertmanagers/${index}`;
    if (service === undefined) {
      const absence = graph.unseen.byName(namespace);
      if (absence === undefined) continue;
      const { note, ...severity } = absence;
      const message = `Service ${name} does not exist${note}`;
      yield { object: node.object, pointer: `${pointer}/name`, message, ...severity };
      continue;
    }
    const port = textAt(entry, 'port') ?? numberAt(entry, 'port');
    if (port === undefined || service.ports.some((one) => one.name === port || one.number === port)) continue;
    yield { object: node.object, pointer: `${pointer}/port`, message: `Service ${name} has no port ${port}` };
  }
}
