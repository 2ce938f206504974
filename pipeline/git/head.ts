import { spawnSync } from 'node:child_process';

/** The tree of manifests as it is committed. */
export interface Head {
  /** Its files, relative to `manifests/`. */
  readonly paths: readonly string[];
  /** The texts of some of its files, by path. */
  read(paths: readonly string[]): ReadonlyMap<string, string>;
}

const FOLDER = 'manifests/';

/** Bytes: the list of 50,000 files takes about 8 MiB. */
const MAX_OUTPUT = 1024 ** 3;

/**
 * The manifests at Git's HEAD, or undefined where there is nothing to compare with: no Git, no repository, no commit.
 * Reads HEAD's tree only, so a shallow clone will do.
 *
 * @param root the folder that holds `manifests`
 */
export function readHead(root: string): Head | undefined {
  const listing = git(root, ['ls-tree', '-r', '-z', 'HEAD', '--', FOLDER]);
  if (listing === undefined) return undefined;
  const blobs = new Map<string, string>();
  for (const entry of listing.toString().split('\0')) {
    const tab = entry.indexOf('\t');
    const [mode = '', type, id = ''] = entry.slice(0, Math.max(tab, 0)).split(' ');
    const path = entry.slice(tab + 1);
    if (type === 'blob' && mode.startsWith('100') && path.startsWith(FOLDER)) blobs.set(path.slice(FOLDER.length), id);
  }
  return { paths: [...blobs.keys()], read: (paths) => readBlobs(root, blobs, paths) };
}

function readBlobs(root: string, blobs: ReadonlyMap<string, string>, paths: readonly string[]): Map<string, string> {
  const ids = new Set(paths.flatMap((path) => blobs.get(path) ?? []));
  const output = ids.size === 0 ? undefined : git(root, ['cat-file', '--batch'], `${[...ids].join('\n')}\n`);
  const texts = output === undefined ? new Map<string, string>() : parseBatch(output);
  return new Map(
    paths.flatMap((path) => {
      const text = texts.get(blobs.get(path) ?? '');
      return text === undefined ? [] : [[path, text] as const];
    }),
  );
}

/** Each blob is `<id> blob <bytes>`, a line feed, its bytes, a line feed; one that is absent is `<id> missing`. */
function parseBatch(output: Buffer): Map<string, string> {
  const texts = new Map<string, string>();
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf('\n', at);
    if (end < 0) break;
    const [id = '', type, size] = output.toString('utf8', at, end).split(' ');
    at = end + 1;
    if (type !== 'blob') continue;
    texts.set(id, output.toString('utf8', at, at + Number(size)));
    at += Number(size) + 1;
  }
  return texts;
}

function git(root: string, args: readonly string[], input?: string): Buffer | undefined {
  const { status, stdout } = spawnSync('git', args, {
    cwd: root,
    input: input ?? '',
    maxBuffer: MAX_OUTPUT,
    // a partial clone has to answer from what it has, not from the network
    env: { ...process.env, GIT_NO_LAZY_FETCH: '1' },
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
  return status === 0 ? stdout : undefined;
}
