import type { IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { type Problem, throwIfAny } from '../../model/errors.ts';
import { need } from '../../model/missing-fact.ts';
import { isDnsLabel, isDnsSubdomain } from '../../model/names.ts';
import type { Workload, WorkloadPort } from './workload.ts';

/** The way from a gateway to a workload's Service. */
export interface Route {
  readonly port: WorkloadPort;
  readonly hosts: readonly string[];
  /** Prefix of the paths served. */
  readonly path: string;
  /** The workload's name when undefined. */
  readonly name: string | undefined;
}

/**
 * Renders the route that this cluster understands.
 *
 * @throws UserError when a host, the path or the name is not valid, or there is a route of that name
 * @throws MissingFact when the cluster was not told how it routes
 */
export function route(workload: Workload, route: Route): void {
  const name = route.name ?? workload.name;
  const subject = `${workload.chart.stack}/${workload.name}`;
  throwIfAny(problemsOf(workload, name, route).map((message): Problem => ({ subject, message })));
  const routing = need(workload.chart.facts, 'capabilities.routing', `the route to workload ${subject}`);
  const labels = { ...workload.selectorLabels };
  if (routing.kind === 'gateway') {
    new ApiObject(workload, idOf(name), { ...httpRoute(workload, route, routing), metadata: { name, labels } });
    return;
  }
  const { className, clusterIssuer } = routing;
  new k8s.KubeIngress(workload, idOf(name), {
    metadata: {
      name,
      labels,
      ...(clusterIssuer !== undefined && { annotations: { 'cert-manager.io/cluster-issuer': clusterIssuer } }),
    },
    spec: {
      ingressClassName: className,
      // without an issuer nobody writes the Secret: the controller's default certificate serves
      tls: [{ hosts: [...route.hosts], ...(clusterIssuer !== undefined && { secretName: `${name}-tls` }) }],
      rules: route.hosts.map((host) => ({
        host,
        http: {
          paths: [
            {
              path: route.path,
              pathType: 'Prefix',
              backend: { service: { name: workload.name, port: { name: route.port.name } } },
            },
          ],
        },
      })),
    },
  });
}

/**
 * With the values that the CRD defaults: its lists are atomic to server-side apply, so an item without them differs from
 * the live one, and Argo CD would show the route as out of sync for ever.
 */
function httpRoute(
  workload: Workload,
  { hosts, path, port }: Route,
  { gateway, namespace, listener }: { readonly gateway: string; readonly namespace: string; readonly listener: string },
) {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    spec: {
      parentRefs: [
        { group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace, name: gateway, sectionName: listener },
      ],
      hostnames: [...hosts],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: path } }],
          backendRefs: [{ group: '', kind: 'Service', name: workload.name, port: port.number, weight: 1 }],
        },
      ],
    },
  } satisfies IHTTPRoute;
}

/** What both an Ingress and an HTTPRoute take: no character that needs escaping, nothing that means another path. */
function isRoutePath(path: string): boolean {
  return /^\/[-A-Za-z0-9/._~!$&'()*+,;=:@]*$/.test(path) && !/\/(\/|\.\.?(\/|$))/.test(path) && path.length <= 1024;
}

function idOf(name: string): string {
  return `route-${name}`;
}

function problemsOf(workload: Workload, name: string, { hosts, path, port }: Route): string[] {
  const messages: string[] = [];
  if (!isDnsLabel(name)) messages.push(`expose: route "${name}" is no DNS label; use at most 63 of a-z, 0-9 and "-"`);
  else if (workload.node.tryFindChild(idOf(name)) !== undefined) {
    messages.push(`expose: there is a route "${name}" already; give host a list, or this route a name of its own`);
  }
  if (hosts.length === 0) messages.push('expose: host is empty; leave it out, or name one');
  if (new Set(hosts).size < hosts.length) messages.push('expose: a host is there twice; drop one');
  for (const host of hosts) {
    const named = host.replace(/^\*\./, '');
    if (isDnsSubdomain(named) && /[a-z]/.test(named) && named.includes('.')) continue;
    messages.push(`expose: host "${host}" is no host name; write for example shop.example.com, in lower case`);
  }
  if (!isRoutePath(path)) {
    messages.push(`expose: path "${path}" is no beginning of a path; write for example "/api"`);
  }
  if (port.protocol !== 'TCP') {
    messages.push(`expose: port "${port.name}" is ${port.protocol}, and routes carry HTTP; name a TCP port first`);
  }
  return messages;
}
