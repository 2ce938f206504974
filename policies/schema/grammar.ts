/**
 * The grammars of names, labels and values, as `k8s.io/apimachinery/pkg/util/validation` has them.
 *
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */

/** Says what a value must be when it is not: `must be …`, to be read after the name of the field. */
export type Grammar = (value: unknown) => string | undefined;

const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const LABEL_1035 = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const PORT_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const CONFIG_KEY = /^[-._a-zA-Z0-9]+$/;

/** One DNS label: of containers, volumes, Namespaces. */
export const dnsLabel = text(
  (value) => value.length <= 63 && LABEL.test(value),
  'must be a DNS label (up to 63 lower-case letters, digits and "-", with a letter or digit at both ends)',
);

/** A DNS label that begins with a letter: of Services. */
export const dnsLabel1035 = text(
  (value) => value.length <= 63 && LABEL_1035.test(value),
  'must be a DNS label that begins with a letter (up to 63 lower-case letters, digits and "-")',
);

/** Of most objects. */
export const dnsSubdomain = text(
  (value) => value.length <= 253 && SUBDOMAIN.test(value),
  'must be a DNS name (up to 253 lower-case letters, digits, "-" and ".", with a letter or digit at both ends)',
);

/** What can stand in a URL: of Roles. */
export const pathSegment = text(
  (value) => value !== '.' && value !== '..' && !/[/%]/.test(value),
  'must not contain "/" or "%", or be "." or ".."',
);

/** The key of a label: a name, with a DNS name and a slash before it or without. */
export const qualifiedName = text(
  isQualifiedName,
  'must be a name of up to 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends; a DNS name and "/" may stand before it',
);

/** The value of a label; empty is one. */
export const labelValue = text(
  (value) => value === '' || (value.length <= 63 && QUALIFIED.test(value)),
  'must be up to 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends',
);

/** A key of a ConfigMap or a Secret. */
export const configKey = text(
  (value) => value.length <= 253 && CONFIG_KEY.test(value) && value !== '.' && !value.startsWith('..'),
  'must be up to 253 letters, digits, "-", "_" and ".", and must not begin with ".."',
);

/** Of a container's port; a Service may refer to it. */
export const portName = text(
  (value) => value.length <= 15 && PORT_NAME.test(value) && /[a-z]/.test(value),
  'must be up to 15 lower-case letters, digits and single "-", at least one of them a letter',
);

export const port = whole(1, 65535);

/** A port by its number, or by the name that the container gives it. */
export const portOrName: Grammar = (value) => (typeof value === 'number' ? port(value) : portName(value));

/** Of an environment variable, since Kubernetes 1.32. */
export const variableName = text((value) => /^[ -<>-~]+$/.test(value), 'must be printable ASCII without "="');

/** Of an HTTP header. */
export const headerName = text((value) => /^[-A-Za-z0-9]+$/.test(value), 'must be letters, digits and "-"');

/** A path that stays below the folder that it starts in. */
export const descendingPath = text(
  (value) => !value.startsWith('/') && !value.split('/').includes('..'),
  'must be a relative path without ".."',
);

/** A whole number within bounds. Other types are for the schema to refuse. */
export function whole(from: number, to = Number.MAX_SAFE_INTEGER): Grammar {
  const must = to === Number.MAX_SAFE_INTEGER ? `must be at least ${from}` : `must be from ${from} to ${to}`;
  return (value) => (typeof value !== 'number' || (value >= from && value <= to) ? undefined : must);
}

/** A number of things, or a share of them: `2`, `25%`. */
export const countOrPercent: Grammar = (value) => {
  if (typeof value === 'number') return whole(0)(value);
  return typeof value !== 'string' || /^[0-9]+%$/.test(value) ? undefined : 'must be a number or a percentage ("25%")';
};

/** The same, and at most everything. */
export const countOrShare: Grammar = (value) => {
  if (typeof value === 'string' && Number.parseInt(value, 10) > 100) return 'must not be more than 100%';
  return countOrPercent(value);
};

/** One of some texts. */
export function oneOf(...texts: readonly string[]): Grammar {
  return text((value) => texts.includes(value), `must be ${texts.length === 1 ? '' : 'one of '}${texts.join(', ')}`);
}

export function isQualifiedName(value: string): boolean {
  const slash = value.indexOf('/');
  if (slash < 0) return value.length <= 63 && QUALIFIED.test(value);
  const [prefix, name] = [value.slice(0, slash), value.slice(slash + 1)];
  return prefix.length <= 253 && SUBDOMAIN.test(prefix) && name.length <= 63 && QUALIFIED.test(name);
}

function text(accepts: (value: string) => boolean, must: string): Grammar {
  return (value) => (typeof value !== 'string' || accepts(value) ? undefined : must);
}
