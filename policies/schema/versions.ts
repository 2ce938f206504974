/** Compares minor versions of Kubernetes, such as `1.9` and `1.36`: negative when the first is older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  return left[0] - right[0] || left[1] - right[1];
}

/** The version that is wanted or, where it is missing, the one closest to it; of two as close, the newer. */
export function closestVersion(versions: readonly string[], wanted: string): string {
  const distance = (version: string) => Math.abs(compareVersions(version, wanted));
  const [first] = versions.toSorted((a, b) => distance(a) - distance(b) || compareVersions(b, a));
  return first ?? wanted;
}

/**
 * Compares apiVersions as Kubernetes prefers them: v2, v1, v1beta2, v1alpha1.
 *
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#version-priority
 */
export function byStability(a: string, b: string): number {
  const [left, right] = [stability(a), stability(b)];
  return (
    left.level - right.level ||
    right.major - left.major ||
    right.minor - left.minor ||
    // groups of the same version: any order that is always the same
    (a < b ? -1 : a > b ? 1 : 0)
  );
}

const LEVELS = ['', 'beta', 'alpha'];

function stability(apiVersion: string): { readonly level: number; readonly major: number; readonly minor: number } {
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const found = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (found === null) return { level: LEVELS.length, major: 0, minor: 0 };
  const [, major = '0', level = '', minor = '0'] = found;
  return { level: LEVELS.indexOf(level), major: Number(major), minor: Number(minor) };
}

function numbers(version: string): readonly [number, number] {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return [major, minor];
}
