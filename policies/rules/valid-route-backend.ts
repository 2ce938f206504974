import type { Graph } from '../graph/graph.ts';
import type { GraphNode } from '../graph/node.ts';
import { type Backend, ingressBackends, ROUTE_KINDS, routeBackends } from '../graph/routes.ts';
import type { Absence } from '../graph/unseen.ts';
import { listAt, textAt } from '../read.ts';
import { defineRule, type GraphOffence, type Offence } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'valid-route-backend',
  title: 'Ingresses and routes lead to ports of Services',
  severity: 'error',
  why: 'A route to a Service or a port that does not exist answers 500, 502 or 503 to everybody, and the controller notes it where nobody looks. One to a Service of another namespace is not followed without a ReferenceGrant there.',
  fix: 'Name a Service of the namespace and one of its ports (not of its pods): in Stele expose() does. For a Service of another namespace add a ReferenceGrant in that one.',
  upstream: ['C-0298', 'kube-linter: dangling-ingress', 'kube-score: ingress-targets-service'],
  links: [
    'https://kubernetes.io/docs/concepts/services-networking/ingress/',
    'https://gateway-api.sigs.k8s.io/api-types/referencegrant/',
  ],
  since: '0.1.0',
  *check(graph) {
    for (const node of graph.ofKind('Ingress')) {
      for (const backend of ingressBackends(node.object)) yield* backendOffences(graph, node, backend);
    }
    const grants = grantsByNamespace(graph);
    for (const node of graph.ofKind(...ROUTE_KINDS)) {
      for (const backend of routeBackends(node.object)) {
        yield* backendOffences(graph, node, backend);
        yield* grantOffences(graph, node, backend, grants);
      }
      yield* parentOffences(graph, node);
    }
  },
  examples: {
    pass: [
      {
        title:
          'an Ingress by the name and by the number of a port, and one that leads to something else than a Service',
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: web }
          spec: { ports: [{ name: http, port: 80, targetPort: 8080 }] }
          ---
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata: { name: web }
          spec:
            defaultBackend: { service: { name: web, port: { number: 80 } } }
            rules:
              - host: web.example.com
                http:
                  paths:
                    - { path: /, pathType: Prefix, backend: { service: { name: web, port: { name: http } } } }
                    - path: /static
                      pathType: Prefix
                      backend: { resource: { apiGroup: example.com, kind: Bucket, name: static } }
        `,
      },
      {
        title: 'an HTTPRoute to another namespace that grants it, and one to the Service of an operator',
        yaml: `
          apiVersion: v1
          kind: Namespace
          metadata: { name: web }
          ---
          apiVersion: v1
          kind: Namespace
          metadata: { name: shop }
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: shop, namespace: shop }
          spec: { ports: [{ port: 80 }] }
          ---
          apiVersion: gateway.networking.k8s.io/v1beta1
          kind: ReferenceGrant
          metadata: { name: from-web, namespace: shop }
          spec:
            from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: web }]
            to: [{ group: '', kind: Service, name: shop }]
          ---
          apiVersion: monitoring.coreos.com/v1
          kind: Prometheus
          metadata: { name: main, namespace: web }
          spec: {}
          ---
          apiVersion: gateway.networking.k8s.io/v1
          kind: HTTPRoute
          metadata: { name: web, namespace: web }
          spec:
            rules:
              - backendRefs: [{ name: shop, namespace: shop, port: 80 }, { name: prometheus-operated, port: 9090 }]
        `,
      },
    ],
    fail: [
      {
        title: 'a Service that does not exist, and the port of the pods instead of the port of the Service',
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: web }
          spec: { ports: [{ name: http, port: 80, targetPort: 8080 }] }
          ---
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata: { name: web }
          spec:
            rules:
              - http:
                  paths:
                    - { path: /, pathType: Prefix, backend: { service: { name: website, port: { name: http } } } }
                    - { path: /a, pathType: Prefix, backend: { service: { name: web, port: { number: 8080 } } } }
        `,
        at: [
          '/spec/rules/0/http/paths/0/backend/service/name',
          '/spec/rules/0/http/paths/1/backend/service/port/number',
        ],
      },
      {
        title: 'another namespace that grants nothing, and a listener that the Gateway does not have',
        yaml: `
          apiVersion: v1
          kind: Namespace
          metadata: { name: web }
          ---
          apiVersion: v1
          kind: Namespace
          metadata: { name: shop }
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: shop, namespace: shop }
          spec: { ports: [{ port: 80 }] }
          ---
          apiVersion: gateway.networking.k8s.io/v1
          kind: Gateway
          metadata: { name: public, namespace: web }
          spec: { listeners: [{ name: http, port: 80, protocol: HTTP }] }
          ---
          apiVersion: gateway.networking.k8s.io/v1
          kind: HTTPRoute
          metadata: { name: web, namespace: web }
          spec:
            parentRefs: [{ name: public, sectionName: https }]
            rules: [{ backendRefs: [{ name: shop, namespace: shop, port: 80 }] }]
        `,
        at: ['/spec/rules/0/backendRefs/0/namespace', '/spec/parentRefs/0/sectionName'],
      },
    ],
  },
});

function* backendOffences(graph: Graph, node: GraphNode, backend: Backend): Iterable<GraphOffence> {
  const own = graph.namespaceOf(node);
  const namespace = backend.namespace || own;
  const { object } = node;
  const { service: name, port, pointer, fields } = backend;
  // the name of an action of the AWS load balancer controller, in place of a Service
  if (port === 'use-annotation') return;
  const service = graph.service(namespace, name);
  const place = namespace === own ? name : `${namespace}/${name}`;
  if (service === undefined) {
    const message = `leads to Service ${place}, which does not exist`;
    yield* missing(object, `${pointer}${fields.name}`, message, graph.unseen.byName(namespace));
    return;
  }
  // a headless Service or a name outside may go without ports
  if (port === undefined || service.ports.length === 0) return;
  const wanted = typeof port === 'number' ? 'number' : 'name';
  if (service.ports.some((one) => one[wanted] === port)) return;
  const known = service.ports.map((one) => one[wanted] ?? one.number).join(', ');
  const message = `leads to port ${port} of Service ${place}, which has ${known}`;
  yield { object, pointer: `${pointer}${fields.port}`, message };
}

/** Target namespaces, each with what it lets in: `<kind> <namespace> <name of the Service or *>`. */
type Grants = ReadonlyMap<string, ReadonlySet<string>>;

function grantsByNamespace(graph: Graph): Grants {
  const grants = new Map<string, Set<string>>();
  for (const node of graph.ofKind('ReferenceGrant.gateway.networking.k8s.io')) {
    const namespace = graph.namespaceOf(node);
    const into = grants.get(namespace) ?? new Set<string>();
    grants.set(namespace, into);
    const services = listAt(node.object, 'spec', 'to').filter((to) => textAt(to, 'kind') === 'Service');
    for (const from of listAt(node.object, 'spec', 'from')) {
      for (const to of services) {
        into.add(`${textAt(from, 'kind')} ${textAt(from, 'namespace')} ${textAt(to, 'name') || '*'}`);
      }
    }
  }
  return grants;
}

function* grantOffences(graph: Graph, node: GraphNode, backend: Backend, grants: Grants): Iterable<GraphOffence> {
  const own = graph.namespaceOf(node);
  const { namespace, service, pointer } = backend;
  if (namespace === '' || namespace === own || graph.service(namespace, service) === undefined) return;
  const granted = grants.get(namespace);
  const wanted = `${node.object.kind} ${own}`;
  if (granted?.has(`${wanted} ${service}`) || granted?.has(`${wanted} *`)) return;
  const message = `leads to namespace ${namespace}, which has no ReferenceGrant for it`;
  yield* missing(node.object, `${pointer}/namespace`, message, graph.unseen.byName(namespace));
}

/** Gateways often belong to the platform: only those that are here can be looked at. */
function* parentOffences(graph: Graph, node: GraphNode): Iterable<GraphOffence> {
  for (const [index, parent] of listAt(node.object, 'spec', 'parentRefs').entries()) {
    const name = textAt(parent, 'name');
    const section = textAt(parent, 'sectionName');
    if (name === undefined || section === undefined || (textAt(parent, 'kind') ?? 'Gateway') !== 'Gateway') continue;
    const namespace = textAt(parent, 'namespace') ?? graph.namespaceOf(node);
    const gateway = graph.find('Gateway.gateway.networking.k8s.io', namespace, name);
    const listeners = listAt(gateway?.object, 'spec', 'listeners').map((listener) => textAt(listener, 'name'));
    if (gateway === undefined || listeners.includes(section)) continue;
    const message = `Gateway ${name} has no listener ${section}, only ${listeners.join(', ')}`;
    yield { object: node.object, pointer: `/spec/parentRefs/${index}/sectionName`, message };
  }
}

function* missing(
  object: GraphOffence['object'],
  pointer: Offence['pointer'],
  message: string,
  absence: Absence | undefined,
): Iterable<GraphOffence> {
  if (absence === undefined) return;
  const { note, ...severity } = absence;
  yield { object, pointer, message: `${message}${note}`, ...severity };
}
