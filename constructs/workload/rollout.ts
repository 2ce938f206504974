import { DeploymentStrategy, PercentOrAbsolute } from 'cdk8s-plus-28';
import { throwIfAny } from '../../model/errors.ts';
import { type ClaimAccess, sharedClaimProblem } from './claim-access.ts';

/**
 * How a new generation of pods replaces the old one.
 *
 * - `rolling`: new pods first, and old ones go as they become ready. Nothing is lost.
 * - `recreate`: old pods first. There is an outage, and never two generations at once.
 */
export type RolloutStrategy = 'rolling' | 'recreate';

/** The strategy as cdk8s-plus knows it. A rolling update never takes a pod away before another is ready. */
export function deploymentStrategy(strategy: RolloutStrategy | DeploymentStrategy = 'rolling'): DeploymentStrategy {
  switch (strategy) {
    case 'rolling':
      return DeploymentStrategy.rollingUpdate({
        maxSurge: PercentOrAbsolute.percent(25),
        maxUnavailable: PercentOrAbsolute.absolute(0),
      });
    case 'recreate':
      return DeploymentStrategy.recreate();
    default:
      return strategy;
  }
}

/**
 * Recreates the pods of a Deployment that mounts a claim for one node, unless it says how: in a rolling update the new
 * pod, on another node, would wait for the volume that the old one holds, and the old one for the new one to be ready.
 *
 * @throws UserError when it says what cannot end
 */
export function avoidDeadlock(
  spec: { readonly replicas: number; strategy?: { readonly type: string } },
  claim: ClaimAccess,
  {
    subject,
    explicit,
    autoscaled,
  }: { readonly subject: string; readonly explicit: boolean; readonly autoscaled: boolean },
): void {
  if (claim === 'none') return;
  if (!explicit) spec.strategy = { type: 'Recreate' };
  if (claim === 'unknown') return;
  const messages: string[] = [];
  if (spec.strategy?.type === 'RollingUpdate') {
    messages.push('a rolling update waits for ever for a claim that one node only can mount; leave strategy out');
  }
  const shared = sharedClaimProblem(claim, { replicas: spec.replicas, autoscaled }, 'an ImmutableStatefulSet');
  if (shared !== undefined) messages.push(shared);
  throwIfAny(messages.map((message) => ({ subject, message })));
}
