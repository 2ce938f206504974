import { UserError } from '../../model/errors.ts';

/**
 * Checks a number of pods, which values may have made a fraction.
 *
 * @throws UserError when it is no whole number from 0
 */
export function requireReplicas(subject: string, replicas: number): void {
  if (Number.isSafeInteger(replicas) && replicas >= 0) return;
  throw new UserError({ subject, message: `replicas: ${replicas} is no number of pods; use a whole number from 0` });
}
