/**
 * A quantity of zero, or the empty text for none. The API server writes every zero as "0", foreign YAML as it likes.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
const NOTHING = '^[+-]?0*[.]?0*(?:[eE][+-]?[0-9]+|[A-Za-z]*)$';

/** CEL that is true where a quantity, a number or a text, is there and is not zero; '' stands for none. */
export function quantityIsSet(cel: string): string {
  return `!string(${cel}).matches('${NOTHING}')`;
}

/** The same for a value in an object. */
export function isNothing(quantity: unknown): boolean {
  return quantity === undefined || quantity === null || new RegExp(NOTHING).test(String(quantity));
}
