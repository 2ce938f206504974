import type { Problem } from '../../model/errors.ts';

/**
 * Which path belongs to whom, so that nothing overwrites anything: two owners of one file, or of files that are one
 * where upper and lower case are the same (macOS, Windows), become problems that name both.
 */
export class PathTable {
  readonly #problems: Problem[] = [];
  readonly #files = new Map<string, { readonly path: string; readonly owner: string }>();
  readonly #folders = new Map<string, string>();

  /** What has been found, for `throwIfAny`. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /**
   * Claims a file.
   *
   * @param owner who writes it, in words for an error, such as `stack podinfo: ConfigMap podinfo/site`
   */
  claim(path: string, owner: string): void {
    const key = path.toLowerCase();
    const other = this.#files.get(key);
    if (other !== undefined) {
      const how = other.path === path ? '' : `, which is ${other.path} where case does not count`;
      this.#problems.push({
        subject: owner,
        message: `is written to ${path}${how}, as is ${other.owner}; give one of them another name`,
      });
      return;
    }
    this.#files.set(key, { path, owner });
    this.#claimFolders(path, owner);
  }

  #claimFolders(path: string, owner: string): void {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      const key = folder.toLowerCase();
      const other = this.#folders.get(key);
      // its parents were claimed with it
      if (other === folder) return;
      if (other !== undefined) {
        this.#problems.push({
          subject: owner,
          message: `is written to the folder ${folder}, which is ${other} where case does not count; give one of them another name`,
        });
        return;
      }
      this.#folders.set(key, folder);
    }
  }
}
