import type { Graph } from '../graph/graph.ts';
import type { GraphNode } from '../graph/node.ts';
import { at, listAt, textAt } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'unique-host-path',
  title: 'Each host and path leads to one place',
  severity: 'error',
  why: 'When two routes claim the same host and path, the older one wins, or the controller refuses one, or it is a matter of luck: a new application takes traffic from another, or gets none.',
  fix: 'Give each route a host or a path of its own. Two shares of one path belong into one HTTPRoute with weights, or into an Ingress that its controller knows as a canary.',
  upstream: ['kyverno: unique-ingress-host-and-path', 'kyverno: unique-ingress-paths'],
  links: [
    'https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-rules',
    'https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule',
  ],
  since: '0.1.0',
  *check(graph, { complete }) {
    const seen = new Map<string, GraphNode>();
    for (const node of graph.ofKind('Ingress', ...MATCHED)) {
      for (const { key, pointer, claim } of node.kind === 'Ingress' ? ingressClaims(node) : routeClaims(graph, node)) {
        const first = seen.get(key);
        if (first === undefined) seen.set(key, node);
        // the same object twice is what unique-object finds
        if (first === undefined || (first !== node && first.id === node.id)) continue;
        const { kind } = first.object;
        const who =
          first === node ? 'above it' : `by ${kind} ${graph.namespaceOf(first)}/${first.name}`.replace(' /', ' ');
        // files of one folder may be meant for several clusters
        const severity = complete || first === node ? {} : { severity: 'warning' as const };
        yield { object: node.object, pointer, message: `${claim} is claimed ${who} too`, ...severity };
      }
    }
  },
  examples: {
    pass: [
      {
        title: 'other paths, hosts, classes and headers; a canary',
        yaml: `
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata: { name: web }
          spec:
            ingressClassName: public
            rules:
              - host: web.example.com
                http: { paths: [{ path: /, pathType: Prefix }, { path: /, pathType: Exact }, { path: /api, pathType: Prefix }] }
              - host: www.example.com
                http: { paths: [{ path: /, pathType: Prefix }] }
          ---
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata: { name: web-internal }
          spec:
            ingressClassName: internal
            rules: [{ host: web.example.com, http: { paths: [{ path: /, pathType: Prefix }] } }]
          ---
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata: { name: web-canary, annotations: { nginx.ingress.kubernetes.io/canary: 'true' } }
          spec:
            ingressClassName: public
            rules: [{ host: web.example.com, http: { paths: [{ path: /, pathType: Prefix }] } }]
          ---
          apiVersion: gateway.networking.k8s.io/v1
          kind: HTTPRoute
          metadata: { name: web }
          spec:
            parentRefs: [{ name: public }]
            hostnames: [web.example.com]
            rules:
              - { matches: [{ path: { value: / } }] }
              - { matches: [{ path: { value: / }, headers: [{ name: beta, value: 'yes' }] }] }
        `,
      },
    ],
    fail: [
      {
        title: 'two Ingresses, in two namespaces',
        yaml: `
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata: { name: web, namespace: web }
          spec: { rules: [{ host: example.com, http: { paths: [{ path: /, pathType: Prefix }] } }] }
          ---
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata: { name: shop, namespace: shop }
          spec: { rules: [{ host: example.com, http: { paths: [{ path: /, pathType: Prefix }] } }] }
        `,
        at: ['/spec/rules/0/http/paths/0'],
      },
      {
        title: 'two HTTPRoutes of one Gateway, one of which says what the other leaves out',
        yaml: `
          apiVersion: gateway.networking.k8s.io/v1
          kind: HTTPRoute
          metadata: { name: web, namespace: web }
          spec:
            parentRefs: [{ name: public, namespace: gateway }]
            hostnames: [example.com]
            rules: [{ backendRefs: [{ name: web, port: 80 }] }]
          ---
          apiVersion: gateway.networking.k8s.io/v1
          kind: HTTPRoute
          metadata: { name: shop, namespace: shop }
          spec:
            parentRefs: [{ name: public, namespace: gateway }]
            hostnames: [shop.example.com, example.com]
            rules: [{ matches: [{ path: { type: PathPrefix, value: / } }] }]
        `,
        at: ['/spec/rules/0/matches/0'],
      },
    ],
  },
});

const MATCHED: readonly string[] = ['HTTPRoute.gateway.networking.k8s.io', 'GRPCRoute.gateway.networking.k8s.io'];

interface Claim {
  readonly key: string;
  readonly pointer: string;
  /** As a message says it. */
  readonly claim: string;
}

function* ingressClaims({ object }: GraphNode): Iterable<Claim> {
  const annotations = at(object, 'metadata', 'annotations');
  if (at(annotations, 'nginx.ingress.kubernetes.io/canary') === 'true') return;
  const ingressClass =
    textAt(object, 'spec', 'ingressClassName') ?? textAt(annotations, 'kubernetes.io/ingress.class') ?? '';
  for (const [index, rule] of listAt(object, 'spec', 'rules').entries()) {
    const host = textAt(rule, 'host')?.toLowerCase() || '*';
    for (const [position, entry] of listAt(rule, 'http', 'paths').entries()) {
      const path = textAt(entry, 'path') || '/';
      const key = JSON.stringify(['Ingress', ingressClass, host, path, textAt(entry, 'pathType') ?? '']);
      yield { key, pointer: `/spec/rules/${index}/http/paths/${position}`, claim: `${host}${path}` };
    }
  }
}

function* routeClaims(graph: Graph, node: GraphNode): Iterable<Claim> {
  const { object } = node;
  const own = graph.namespaceOf(node);
  const parents = listAt(object, 'spec', 'parentRefs').map((parent) =>
    JSON.stringify([
      textAt(parent, 'namespace') ?? own,
      textAt(parent, 'name'),
      textAt(parent, 'sectionName') ?? '',
      at(parent, 'port') ?? 0,
    ]),
  );
  const written = listAt(object, 'spec', 'hostnames');
  const hosts = written.length === 0 ? ['*'] : written.map((host) => String(host).toLowerCase());
  for (const [index, rule] of listAt(object, 'spec', 'rules').entries()) {
    const matches = listAt(rule, 'matches');
    for (const [position, match] of (matches.length === 0 ? [{}] : matches).entries()) {
      const what = matchKey(match);
      const pointer = matches.length === 0 ? `/spec/rules/${index}` : `/spec/rules/${index}/matches/${position}`;
      const path = textAt(match, 'path', 'value') ?? '/';
      // the first that is taken is enough to say
      for (const host of hosts) {
        for (const parent of parents) {
          yield { key: `${node.kind} ${parent} ${host} ${what}`, pointer, claim: `${host}${path}` };
        }
      }
    }
  }
}

/** A match with its defaults, and lists whose order has no meaning in one order. */
function matchKey(match: unknown): string {
  const sorted = (field: string) =>
    listAt(match, field)
      .map((one) =>
        JSON.stringify([textAt(one, 'type') ?? 'Exact', textAt(one, 'name')?.toLowerCase(), at(one, 'value')]),
      )
      .sort();
  return JSON.stringify([
    textAt(match, 'path', 'type') ?? 'PathPrefix',
    textAt(match, 'path', 'value') ?? '/',
    at(match, 'method') ?? '',
    sorted('headers'),
    sorted('queryParams'),
  ]);
}
