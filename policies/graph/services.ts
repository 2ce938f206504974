import type { KubeObject } from '../../model/kube.ts';
import { at, type Fields, fieldsAt, isFields, listAt, numberAt, textAt } from '../read.ts';
import { operatedService } from './made-pods.ts';
import type { GraphNode } from './node.ts';

/** A Service, or one that an operator makes of an object. */
export interface ServiceView {
  readonly object: KubeObject;
  readonly name: string;
  readonly labels: Fields;
  readonly ports: readonly ServicePort[];
  /** Undefined where it selects nothing: its endpoints are somebody else's matter. */
  readonly selector: Fields | undefined;
  readonly headless: boolean;
  readonly external: boolean;
}

export interface ServicePort {
  readonly name: string | undefined;
  readonly number: number | undefined;
  /** A number, or the name of a container's port. */
  readonly target: string | number | undefined;
  readonly protocol: string;
  /** In the object. */
  readonly pointer: string;
}

export function serviceOf(node: GraphNode): ServiceView | undefined {
  if (node.kind === 'Service') return writtenService(node);
  const name = operatedService(node.kind);
  const { pods } = node;
  if (name === undefined || pods === undefined) return undefined;
  const app = at(pods.labels, 'app.kubernetes.io/name');
  return {
    object: node.object,
    name,
    labels: { 'managed-by': 'prometheus-operator', [`operated-${String(app)}`]: 'true' },
    ports: pods.ports.map((port) => ({ ...port, target: port.name, pointer: '' })),
    selector: { matchLabels: { 'app.kubernetes.io/name': app } },
    headless: true,
    external: false,
  };
}

function writtenService({ object, name }: GraphNode): ServiceView {
  const spec = fieldsAt(object, 'spec');
  const external = spec.type === 'ExternalName';
  const chosen = isFields(spec.selector) && Object.keys(spec.selector).length > 0;
  return {
    object,
    name,
    labels: fieldsAt(object, 'metadata', 'labels'),
    ports: listAt(spec, 'ports').map((port, index) => ({
      name: textAt(port, 'name'),
      number: numberAt(port, 'port'),
      target: targetOf(port),
      protocol: textAt(port, 'protocol') ?? 'TCP',
      pointer: `/spec/ports/${index}`,
    })),
    selector: chosen && !external ? { matchLabels: spec.selector } : undefined,
    headless: spec.clusterIP === 'None',
    external,
  };
}

/** Where a port leads: the port itself when nothing is said. */
function targetOf(port: unknown): string | number | undefined {
  const target = at(port, 'targetPort');
  return typeof target === 'string' || (typeof target === 'number' && target !== 0) ? target : numberAt(port, 'port');
}
