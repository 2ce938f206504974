import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { StackChart } from '../../model/chart.ts';
import { LABEL_SEALED } from '../../model/kube.ts';
import { need } from '../../model/missing-fact.ts';
import { policyPeer } from '../network/index.ts';

export interface StackNamespaceProps {
  /** Whether nobody may change anything in it by hand. */
  readonly sealed: boolean;
}

/**
 * The namespace of a stack. It admits only pods that fit Pod Security `restricted`, and no connection but to cluster
 * DNS until a workload allows one. Made for each stack before its own objects.
 *
 * @throws MissingFact when the cluster was not told where DNS is
 */
export class StackNamespace extends Construct {
  constructor(chart: StackChart, { sealed }: StackNamespaceProps) {
    super(chart, 'stack-namespace');
    new ApiObject(this, 'namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: chart.namespace,
        labels: { ...podSecurityLabels(), ...(sealed ? { [LABEL_SEALED]: 'true' } : {}) },
      },
    });
    networkPolicy(this, 'default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    const { peers, ports } = need(chart.facts, 'network.dns', `the DNS policy of namespace ${chart.namespace}`);
    networkPolicy(this, 'allow-dns', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: peers.map(policyPeer), ports: ports.map(({ port, protocol }) => ({ port, protocol })) }],
    });
  }
}

/**
 * All three modes, so that a refused object is also told to whoever applies it and written to the audit log.
 *
 * `latest` means the version of the API server. A fixed version would be a second place to remember at each upgrade,
 * and would split renderings by a fact that changes nothing else.
 * https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
 */
function podSecurityLabels(): Record<string, string> {
  return Object.fromEntries(
    ['enforce', 'warn', 'audit'].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, 'restricted'],
      [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
    ]),
  );
}

function networkPolicy(scope: Construct, name: string, spec: object): void {
  new ApiObject(scope, name, { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name }, spec });
}
