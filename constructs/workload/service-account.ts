import { type IServiceAccount, ServiceAccount } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { Identity } from './identity.ts';

/** A ServiceAccount for one workload alone, named as the workload. Nothing is mounted for it. */
export function ownServiceAccount(scope: Construct, { name, chart, labels }: Identity): IServiceAccount {
  return new ServiceAccount(scope, 'service-account', {
    metadata: { name, namespace: chart.namespace, labels: { ...labels } },
    automountToken: false,
  });
}
