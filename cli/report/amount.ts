/** `1 error`, `2 errors` */
export function amount(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
