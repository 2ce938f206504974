import type { StackChart } from '../../model/chart.ts';
import { didYouMean, UserError } from '../../model/errors.ts';
import type { NetworkPeer } from '../../model/facts.ts';
import { LABEL_INSTANCE, LABEL_NAME } from '../../model/kube.ts';
import { need } from '../../model/missing-fact.ts';
import { type Cidr, isStrictlyWithin, parseCidr } from './cidr.ts';
import type { CidrPeer, Peer, WorkloadPeer } from './peer.ts';

/** One peer of a rule: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ */
export interface PolicyPeer {
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
  readonly namespaceSelector?: LabelSelector;
  readonly podSelector?: LabelSelector;
}

interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
}

/** Set by the API server on each namespace, so nobody can forge it. */
const LABEL_NAMESPACE = 'kubernetes.io/metadata.name';

/**
 * What a rule says for a peer.
 *
 * @param subject the workload that asks, as `<stack>/<workload>`
 * @throws UserError when the environment does not run the peer's stack, or a block is none
 * @throws MissingFact when the cluster was not told where the peer is
 */
export function policyPeers(chart: StackChart, subject: string, peer: Peer): readonly PolicyPeer[] {
  const facts = chart.facts;
  const purpose = `the network policies of ${subject}`;
  switch (peer.kind) {
    case 'workload':
      return [workloadPeer(chart, subject, peer)];
    case 'cidr':
      return [cidrPeer(subject, peer)];
    case 'apiServer':
      return need(facts, 'network.apiServer', purpose).cidrs.map((cidr) => policyPeer({ cidr }));
    case 'gateway':
      return need(facts, 'network.gateway', purpose).map(policyPeer);
    case 'loadBalancer':
      return need(facts, 'network.loadBalancers', purpose).map(policyPeer);
    case 'monitoring':
      return need(facts, 'network.monitoring', purpose).map(policyPeer);
  }
}

/** What a rule says for a peer that a fact names. */
export function policyPeer(peer: NetworkPeer): PolicyPeer {
  if ('cidr' in peer) {
    return { ipBlock: peer.except === undefined ? { cidr: peer.cidr } : { cidr: peer.cidr, except: peer.except } };
  }
  const namespaceSelector = { matchLabels: { [LABEL_NAMESPACE]: peer.namespace } };
  return peer.pods === undefined
    ? { namespaceSelector }
    : { namespaceSelector, podSelector: { matchLabels: peer.pods } };
}

function workloadPeer(chart: StackChart, subject: string, { stack, name }: WorkloadPeer): PolicyPeer {
  const namespace = chart.namespaceOf(stack);
  if (namespace === undefined) {
    throw new UserError({
      subject,
      message: `peer ${stack}/${name}: the environment runs no stack "${stack}"${didYouMean(stack, chart.stacks)}; it runs ${chart.stacks.toSorted().join(', ')}`,
    });
  }
  return policyPeer({ namespace, pods: { [LABEL_NAME]: name, [LABEL_INSTANCE]: stack } });
}

function cidrPeer(subject: string, { block, except }: CidrPeer): PolicyPeer {
  const outer = canonical(subject, block);
  const inner = except.map((part) => canonical(subject, part));
  for (const part of inner) {
    if (isStrictlyWithin(part, outer)) continue;
    throw new UserError({
      subject,
      message: `except ${part.text} is no smaller part of ${outer.text}; leave it out, or name a block within it`,
    });
  }
  return policyPeer(
    inner.length === 0 ? { cidr: outer.text } : { cidr: outer.text, except: inner.map((part) => part.text) },
  );
}

function canonical(subject: string, written: string): Cidr {
  const block = parseCidr(written);
  if (block === undefined) {
    throw new UserError({
      subject,
      message: `"${written}" is no CIDR; write for example 10.0.0.0/8 or 2001:db8::/32`,
    });
  }
  // 10.1.2.3/8 is all of 10.0.0.0/8, which is hardly what was meant
  if (block.text !== written.toLowerCase()) {
    throw new UserError({
      subject,
      message: `"${written}" has bits after its prefix or an unusual spelling; for that block write ${block.text}`,
    });
  }
  return block;
}
