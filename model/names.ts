import { type Problem, UserError } from './errors.ts';

/** A DNS label (RFC 1123): https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Whether a name is one DNS label of at most 63 characters. */
export function isDnsLabel(name: string): boolean {
  return name.length <= 63 && DNS_LABEL.test(name);
}

/** Whether a name is a DNS subdomain of at most 253 characters. */
export function isDnsSubdomain(name: string): boolean {
  return name.length <= 253 && DNS_SUBDOMAIN.test(name);
}

/** The problem with a name that must be a DNS label, or undefined when it is one. */
export function dnsLabelProblem(subject: string, what: string, name: string): Problem | undefined {
  if (isDnsLabel(name)) return undefined;
  return {
    subject,
    message: `${what} "${name}" is not a DNS label; use at most 63 of a-z, 0-9 and "-", beginning and ending with a letter or digit`,
  };
}

/** Returns the name, or throws a `UserError` when it is not a DNS label. */
export function dnsLabel(subject: string, what: string, name: string): string {
  const problem = dnsLabelProblem(subject, what, name);
  if (problem !== undefined) throw new UserError(problem);
  return name;
}
