/**
 * Files by how long they take, the longest first, so that none is left running alone at the end. What is not listed
 * is short.
 */
const LONGEST = [
  'bootstrap',
  'seal',
  'accepted',
  'faults',
  'deploy',
  'removal',
  'network',
  'playground',
  'changes',
  'fix-forward',
  'promotion',
];

/** The order of test files: https://jestjs.io/docs/configuration#testsequencer-string */
export default class LongestFirst {
  /**
   * @template {{ readonly path: string }} T
   * @param {readonly T[]} tests
   * @returns {T[]}
   */
  sort(tests) {
    return [...tests].sort((a, b) => rankOf(a.path) - rankOf(b.path));
  }

  /** The order does not depend on former runs. */
  cacheResults() {}
}

/** @param {string} path */
function rankOf(path) {
  const at = LONGEST.findIndex((name) => path.endsWith(`/${name}.test.ts`));
  return at < 0 ? LONGEST.length : at;
}
