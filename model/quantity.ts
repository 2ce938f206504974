/** `<number><suffix>`: decimal, binary, or an exponent. A lone `E` is 10^18, as the API server reads it. */
const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([KMGTPE]i|[numkMGTPE])|[eE]([+-]?\d{1,3}))?$/;

const MI = 2 ** 20;

const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: MI,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * What a Kubernetes quantity such as `250m`, `64Mi`, `1.5` or `1e3` amounts to, or undefined when it is none. YAML may
 * hold it as a number.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function amountOf(quantity: string | number): number | undefined {
  const match = QUANTITY.exec(String(quantity));
  if (match === null) return undefined;
  const [, digits = '', suffix, exponent] = match;
  if (exponent !== undefined) return Number(`${digits}e${exponent}`);
  return Number(digits) * (suffix === undefined ? 1 : (FACTORS[suffix] ?? Number.NaN));
}

/** Whether a text is a quantity of more than nothing. */
export function isPositiveQuantity(text: string): boolean {
  return (amountOf(text) ?? 0) > 0;
}

/** Bytes as a quantity in whole mebibytes, rounded up. */
export function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / MI)}Mi`;
}
