import { BlockList, isIP } from 'node:net';
import { at, type Fields, listAt } from '../../read.ts';
import { port, portOrName } from '../grammar.ts';
import { quoted, shown } from '../shown.ts';
import { type ConstraintTable, isGiven, isSet, type Report } from './constraint.ts';

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/networking/validation/validation.go */
export const NETWORKING: ConstraintTable = {
  'networking.v1.NetworkPolicyPort': {
    fields: { port: portOrName, endPort: port },
    whole(value, report) {
      if (!isGiven(value, 'endPort')) return;
      const [from, to] = [at(value, 'port'), at(value, 'endPort')];
      if (typeof from !== 'number') report(['endPort'], 'endPort must only be set where port is a number');
      else if (typeof to === 'number' && to < from)
        report(['endPort'], `endPort must not be less than port (${from}), and is ${to}`);
    },
  },
  'networking.v1.NetworkPolicyPeer': {
    whole(value, report) {
      const selects = isGiven(value, 'podSelector') || isGiven(value, 'namespaceSelector');
      const block = isGiven(value, 'ipBlock');
      if (!selects && !block) {
        report([], 'a peer must have podSelector, namespaceSelector or ipBlock', {
          remedy: 'Write podSelector: {} for all pods of the namespace, namespaceSelector: {} for all namespaces.',
        });
      } else if (selects && block) report(['ipBlock'], 'ipBlock must not be set beside a selector');
    },
  },
  'networking.v1.IPBlock': { whole: blockProblems },
  'networking.v1.NetworkPolicySpec': {
    whole(value, report) {
      const types = listAt(value, 'policyTypes');
      for (const [index, type] of types.entries()) {
        if (type !== 'Ingress' && type !== 'Egress' && typeof type === 'string') {
          report(['policyTypes', index], `policyTypes[${index}] must be Ingress or Egress, and is ${shown(type)}`);
        }
      }
      if (types.length > 2) report(['policyTypes'], 'policyTypes must have at most two items');
    },
  },
};

function blockProblems(value: Fields, report: Report): void {
  const text = at(value, 'cidr');
  if (typeof text !== 'string' || text === '') return;
  const block = cidr(text);
  if (block === undefined) {
    report(['cidr'], `cidr must be a network such as 10.0.0.0/8, and is ${quoted(text)}`);
    return;
  }
  if (!isSet(value, 'except')) return;
  const list = new BlockList();
  list.addSubnet(block.address, block.prefix, block.family);
  for (const [index, except] of listAt(value, 'except').entries()) {
    if (typeof except !== 'string') continue;
    const inner = cidr(except);
    const inside =
      inner !== undefined &&
      inner.family === block.family &&
      inner.prefix > block.prefix &&
      list.check(inner.address, inner.family);
    if (!inside) report(['except', index], `except[${index}] must be a part of ${text}, and is ${quoted(except)}`);
  }
}

interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** A network, leading zeros and host bits included: what older API servers take is let through. */
function cidr(text: string): Network | undefined {
  const [written = '', length = '', ...rest] = text.split('/');
  const address = written.includes(':') ? written : written.replace(/(^|\.)0+(?=[0-9])/g, '$1');
  const version = isIP(address);
  const prefix = /^[0-9]{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (rest.length > 0 || version === 0 || !(prefix <= (version === 4 ? 32 : 128))) return undefined;
  return { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' };
}
