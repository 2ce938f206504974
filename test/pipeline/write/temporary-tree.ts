import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../../../model/errors.ts';
import { contentHash } from '../../../model/hash.ts';
import type { KubeObject } from '../../../model/kube.ts';
import { manifestPath } from '../../../pipeline/write/paths.ts';
import { type TreeFile, treeFile } from '../../../pipeline/write/tree-file.ts';

/** A `manifests` folder that does not exist yet, in a temporary folder of its own. */
export class TemporaryTree {
  readonly parent = mkdtempSync(join(tmpdir(), 'stele-tree-'));
  readonly root = join(this.parent, 'manifests');

  /** Puts a file there, whatever is around it. */
  put(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  /** Every file, link and empty folder by its path. */
  list(folder = ''): string[] {
    const names = readdirSync(join(this.root, folder)).sort();
    if (names.length === 0 && folder !== '') return [`${folder}/`];
    return names.flatMap((name) => {
      const path = folder === '' ? name : `${folder}/${name}`;
      return lstatSync(join(this.root, path)).isDirectory() ? this.list(path) : [path];
    });
  }

  /** All texts by path. */
  texts(): Record<string, string> {
    const files = this.list().filter((path) => !path.endsWith('/'));
    return Object.fromEntries(files.map((path) => [path, this.read(path)]));
  }

  remove(): void {
    rmSync(this.parent, { recursive: true, force: true });
  }
}

const FOLDER = 'prod/ring-0/shop/_all';

/** A ConfigMap in namespace `shop`. */
export function configMap(name: string, data: Readonly<Record<string, string>> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data };
}

/** A ConfigMap in namespace `shop` whose name ends in the hash of its content. */
export function contentNamed(stem: string, value: string): KubeObject {
  const content = { apiVersion: 'v1', kind: 'ConfigMap', immutable: true, data: { value } };
  const name = `${stem}-${contentHash(content)}`;
  return { ...content, metadata: { name, namespace: 'shop', annotations: { 'stele.dev/stem': stem } } };
}

/** Objects as the files of one rendering. */
export function rendered(...objects: readonly KubeObject[]): TreeFile[] {
  return renderedIn(FOLDER, ...objects);
}

export function renderedIn(folder: string, ...objects: readonly KubeObject[]): TreeFile[] {
  return objects.map((object) =>
    treeFile({ path: manifestPath(folder, object), object, source: 'stacks/apps/shop.ts' }),
  );
}

/** What a call says to the user. */
export function problemsOf(call: () => unknown): readonly string[] {
  try {
    call();
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(({ subject, message }) => `${subject}: ${message}`);
    throw error;
  }
  throw new Error('nothing was thrown');
}
