/** Texts that Go reads into something else. */

const QUANTITY = /^\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?\s*$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})[Tt]\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export function isQuantity(value: unknown): boolean {
  return typeof value === 'number' ? Number.isFinite(value) : typeof value === 'string' && QUANTITY.test(value);
}

/** Standard base64 with its padding; line breaks do not count. */
export function isBase64(value: string): boolean {
  return BASE64.test(/[\r\n]/.test(value) ? value.replace(/[\r\n]/g, '') : value);
}

/** RFC 3339. */
export function isDateTime(value: string): boolean {
  const found = DATE_TIME.exec(value);
  if (found === null) return false;
  const [, year = '', month = '', day = ''] = found;
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days;
}
