/**
 * What is wrong with a key of a ConfigMap or Secret, which becomes a file name where it is mounted; undefined when nothing is.
 * https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object
 */
export function dataKeyProblem(key: string): string | undefined {
  if (/^[-._a-zA-Z0-9]{1,253}$/.test(key) && key !== '.' && !key.startsWith('..')) return undefined;
  return `key "${key}" is no file name; use up to 253 of letters, digits, "-", "_" and ".", not beginning with ".."`;
}
