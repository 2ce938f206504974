/** An entry of `packages`: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json#packages */
export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A `package-lock.json` of version 3. */
export interface PackageLock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** The lock with every optional dependency that it lacks, and the paths of the added entries. */
export function completeLock(lock: PackageLock): { readonly lock: PackageLock; readonly added: readonly string[] } {
  const packages: Record<string, LockedPackage> = { ...lock.packages };
  const added: string[] = [];
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (isInstalledFor(packages, path, name)) continue;
      const platform = platformOf(name);
      // a range, or no binary of one platform: only the registry can say what to lock
      if (platform === undefined || !/^\d+\.\d+\.\d+/.test(version)) {
        throw new Error(`${path} has the optional dependency ${name}@${version}, which is missing; run npm install`);
      }
      const entry = `node_modules/${name}`;
      packages[entry] = { version, ...(dev === true ? { dev } : {}), ...platform, optional: true };
      added.push(entry);
    }
  }
  const [root, ...others] = Object.entries(packages);
  const sorted = others.sort(([a], [b]) => a.localeCompare(b, 'en'));
  return {
    lock: { ...lock, packages: Object.fromEntries(root === undefined ? sorted : [root, ...sorted]) },
    added,
  };
}

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];

/** What the name of a binary package says, such as `@swc/core-linux-x64-musl`. */
function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> | undefined {
  const parts = name.split('/').at(-1)?.split('-') ?? [];
  const at = parts.findIndex((part) => SYSTEMS.includes(part));
  const [os, cpu, abi] = parts.slice(at);
  if (at < 0 || os === undefined || cpu === undefined) return undefined;
  // as the packages say it themselves: the ABI of 32-bit ARM (gnueabihf, musleabihf) names no libc
  const libc = abi === 'musl' ? ['musl'] : abi === 'gnu' || abi === 'glibc' ? ['glibc'] : undefined;
  return { os: [os], cpu: [cpu], ...(libc === undefined ? {} : { libc }) };
}

/** Whether Node's look-up, from a package outwards, finds a dependency. */
function isInstalledFor(packages: PackageLock['packages'], path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true;
    if (folder === '') return false;
  }
}
