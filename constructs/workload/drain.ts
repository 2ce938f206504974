import { UserError } from '../../model/errors.ts';
import type { PodSpec } from './pod-template.ts';

/** The default of `drainSeconds`: longer than endpoints, proxies and gateways usually take to hear of a leaving pod. */
const DRAIN_SECONDS = 5;

/**
 * Lets containers that serve ports go on serving for a while after their pod has been told to end: it still gets
 * requests until every proxy has taken it out of its list. The kubelet does the waiting, so no shell or `sleep` has to be
 * in the image; it counts towards the termination grace period.
 *
 * `sleep` is on by default since Kubernetes 1.30 and stable since 1.34:
 * https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-implementations
 *
 * @throws UserError when the seconds are no whole number, or leave nothing of the termination grace period
 */
export function drain(spec: PodSpec, seconds: number | undefined, subject: string): void {
  const grace = Number(spec.terminationGracePeriodSeconds ?? 30);
  const wait = seconds ?? Math.min(DRAIN_SECONDS, Math.max(0, grace - 1));
  if (!Number.isInteger(wait) || wait < 0 || (wait > 0 && wait >= grace)) {
    throw new UserError({
      subject,
      message: `drainSeconds ${wait} is refused; use a whole number from 0 to less than the termination grace period of ${grace} seconds`,
    });
  }
  if (wait === 0) return;
  for (const container of spec.containers) {
    const lifecycle = container.lifecycle as { readonly preStop?: object } | undefined;
    if ((container.ports ?? []).length === 0 || lifecycle?.preStop !== undefined) continue;
    container.lifecycle = { ...lifecycle, preStop: { sleep: { seconds: wait } } };
  }
}
