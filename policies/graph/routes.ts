import type { KubeObject } from '../../model/kube.ts';
import { at, isFields, listAt, numberAt, textAt } from '../read.ts';

/** Kinds of the Gateway API that lead to backends. */
export const ROUTE_KINDS: readonly string[] = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map(
  (kind) => `${kind}.gateway.networking.k8s.io`,
);

/** A Service that a route or an Ingress leads to. */
export interface Backend {
  readonly service: string;
  /** Empty for the namespace of the route itself. */
  readonly namespace: string;
  /** The number or the name of a port of the Service; undefined when none is said. */
  readonly port: string | number | undefined;
  readonly pointer: string;
  /** Where name and port stand, below the pointer. */
  readonly fields: { readonly name: string; readonly port: string };
}

/** What an Ingress leads to, in `networking.k8s.io/v1` and the versions before it. */
export function ingressBackends(object: KubeObject): Backend[] {
  const found: Backend[] = [];
  const add = (backend: unknown, pointer: string) => {
    const service = at(backend, 'service');
    if (isFields(service)) {
      const name = textAt(service, 'name');
      const byName = textAt(service, 'port', 'name');
      const port = byName ?? numberAt(service, 'port', 'number');
      if (name === undefined) return;
      const fields = { name: '/service/name', port: `/service/port/${byName === undefined ? 'number' : 'name'}` };
      found.push({ service: name, namespace: '', port, pointer, fields });
      return;
    }
    const name = textAt(backend, 'serviceName');
    const port = textAt(backend, 'servicePort') ?? numberAt(backend, 'servicePort');
    if (name === undefined) return;
    found.push({ service: name, namespace: '', port, pointer, fields: { name: '/serviceName', port: '/servicePort' } });
  };
  add(at(object, 'spec', 'defaultBackend'), '/spec/defaultBackend');
  add(at(object, 'spec', 'backend'), '/spec/backend');
  for (const [rule, { paths }] of listAt(object, 'spec', 'rules')
    .map((one) => ({ paths: listAt(one, 'http', 'paths') }))
    .entries()) {
    for (const [index, path] of paths.entries()) {
      add(at(path, 'backend'), `/spec/rules/${rule}/http/paths/${index}/backend`);
    }
  }
  return found;
}

/** What a route leads to, mirrors included. Backends of other kinds than Service are left out. */
export function routeBackends(object: KubeObject): Backend[] {
  const found: Backend[] = [];
  const add = (reference: unknown, pointer: string) => {
    const service = textAt(reference, 'name');
    const isService =
      (textAt(reference, 'kind') ?? 'Service') === 'Service' && (textAt(reference, 'group') ?? '') === '';
    if (service === undefined || !isService) return;
    const namespace = textAt(reference, 'namespace') ?? '';
    const fields = { name: '/name', port: '/port' };
    found.push({ service, namespace, port: numberAt(reference, 'port'), pointer, fields });
  };
  for (const [index, rule] of listAt(object, 'spec', 'rules').entries()) {
    const base = `/spec/rules/${index}`;
    for (const [position, reference] of listAt(rule, 'backendRefs').entries()) {
      add(reference, `${base}/backendRefs/${position}`);
    }
    for (const [position, filter] of listAt(rule, 'filters').entries()) {
      add(at(filter, 'requestMirror', 'backendRef'), `${base}/filters/${position}/requestMirror/backendRef`);
    }
  }
  return found;
}
