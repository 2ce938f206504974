import { UserError } from '../../model/errors.ts';
import { shortHash } from '../../model/hash.ts';
import { ANNOTATION_STEM, groupOf, type KubeObject } from '../../model/kube.ts';
import { BUILTIN } from './builtin-kinds.ts';
import { CUSTOM } from './custom-kinds.ts';

/** The folder of objects that live in no namespace. */
const CLUSTER_SCOPED = '_cluster';
/** The folder of an environment that holds the pointers to what its clusters run. */
const POINTERS = '_clusters';

const EXTENSION = '.yaml';

/** Bytes of a folder's or file's name before its extension: leaves room below the 255 that file systems allow. */
const MAX_BYTES = 200;

/**
 * The folder of one rendering: `<environment>/ring-<n>/<stack>/<variant>`. The plus sign that joins facts in a variant's
 * name stays readable, because no file system minds it.
 *
 * @throws UserError when a part of it cannot be a folder's name, such as `..`
 */
export function variantPath(environment: string, ring: number, stack: string, variant: string): string {
  return `${segment(environment)}/ring-${ring}/${segment(stack)}/${segment(variant, '+')}`;
}

/**
 * The file of an object within a folder: `<folder>/<namespace or _cluster>/<Kind>.<name>.yaml`. A content-named object
 * is called by its stem, so that an edit is a diff in place.
 *
 * Two objects that differ in namespace, group, kind or name have paths that differ, but for case, and for kinds that
 * neither Kubernetes nor this table knows and that two groups have: `PathTable` finds these.
 *
 * @throws UserError when a part of it cannot be a file's name, such as `..`
 */
export function manifestPath(folder: string, object: KubeObject): string {
  const { namespace } = object.metadata;
  const place = namespace === undefined ? CLUSTER_SCOPED : segment(namespace).replace(/^_/, '%5F');
  return `${folder}/${place}/${baseName(object)}${EXTENSION}`;
}

/**
 * The folder of a cluster's Applications and AppProjects: `<environment>/_clusters/<cluster>`.
 *
 * @throws UserError when a part of it cannot be a folder's name, such as `..`
 */
export function pointersFolder(environment: string, cluster: string): string {
  return `${segment(environment)}/${POINTERS}/${segment(cluster)}`;
}

/**
 * The file of an Application or AppProject: `<environment>/_clusters/<cluster>/<Kind>.<name>.yaml`.
 *
 * @throws UserError when a part of it cannot be a file's name, such as `..`
 */
export function pointerPath(environment: string, cluster: string, object: KubeObject): string {
  return `${pointersFolder(environment, cluster)}/${baseName(object)}${EXTENSION}`;
}

/**
 * The file that keeps a former generation of a content-named object, beside the file of its stem: `….previous.yaml`,
 * `….previous-2.yaml` and so on.
 *
 * @param number from 1: clusters that come together from several variants may have had several generations
 */
export function previousPath(path: string, number = 1): string {
  return `${path.slice(0, -EXTENSION.length)}.previous${number === 1 ? '' : `-${number}`}${EXTENSION}`;
}

function baseName(object: KubeObject): string {
  const { kind, metadata } = object;
  const name = metadata.annotations?.[ANNOTATION_STEM] ?? metadata.name;
  const group = groupOf(object);
  const known = BUILTIN.get(kind) ?? CUSTOM.get(kind);
  // what people know by its kind alone is called so; the same kind in another group says which group
  const title = known === undefined || known.groups.includes(group) ? kind : `${kind}.${group}`;
  // a name that ends like the file of a previous generation would be taken for one
  const unmistakable = encode(name).replace(/\.(?=previous(-\d+)?$)/i, '%2E');
  return whole(`${encode(title)}.${unmistakable}`, `${title}\n${name}`);
}

/** A name as the name of a folder. `readable`: a character that is left as it is, beside `[A-Za-z0-9._-]`. */
function segment(name: string, readable = ''): string {
  const encoded = encode(name);
  return whole(readable === '' ? encoded : encoded.replaceAll(escapeByte(readable), readable), name);
}

/**
 * Every byte outside `[A-Za-z0-9._-]` as `%XX`. The percent sign and `~` are outside too, so no name looks like
 * another one that is encoded or cut.
 */
function encode(name: string): string {
  if (name === '' || name === '.' || name === '..' || !name.isWellFormed()) {
    throw new UserError({
      subject: `name ${JSON.stringify(name)}`,
      message: 'cannot be part of a path; use letters, digits, "-" and single "."',
    });
  }
  if (/^[A-Za-z0-9._-]+$/.test(name)) return name;
  return Buffer.from(name)
    .toString('latin1')
    .replace(/[^A-Za-z0-9._-]/g, escapeByte);
}

/** Encodes what the name of a file or folder may not begin or end with, and cuts it to a length that may be stored. */
function whole(encoded: string, identity: string): string {
  // hidden, or a device: https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file#naming-conventions
  const head = /^(\.|(con|prn|aux|nul|com\d|lpt\d)(\.|$))/i.test(encoded)
    ? escapeByte(encoded.charAt(0)) + encoded.slice(1)
    : encoded;
  // Windows drops a dot at the end
  const safe = head.endsWith('.') ? `${head.slice(0, -1)}%2E` : head;
  if (safe.length <= MAX_BYTES) return safe;
  // what is left of a %XX goes with it
  return `${safe.slice(0, MAX_BYTES - 11).replace(/%.?$/, '')}~${shortHash(identity)}`;
}

function escapeByte(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
