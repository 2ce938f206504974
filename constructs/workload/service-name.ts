import { UserError } from '../../model/errors.ts';

/**
 * A Service's name is a label of DNS as it was first written down: it begins with a letter, which other names need not.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#rfc-1035-label-names
 *
 * @throws UserError when the API server would refuse it
 */
export function requireServiceName(subject: string, name: string): void {
  if (/^[a-z]/.test(name)) return;
  throw new UserError({
    subject,
    message: `a Service cannot be called "${name}", which does not begin with a letter; name the workload otherwise`,
  });
}
