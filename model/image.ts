import * as z from './z.ts';

/**
 * The grammar of the OCI distribution specification, with a registry host required: a name without one means a
 * different image on every machine that has search registries.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
const HOST = String.raw`(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)+|localhost)(?::\d{1,5})?`;
const COMPONENT = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;
const REPOSITORY = new RegExp(`^${HOST}(?:/${COMPONENT})+$`);
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const DIGEST = /^sha256:[a-f0-9]{64}$/;

/** A version of an image: what it is called, and what it is. */
export const imageVersion = z.object({
  tag: z.string().regex(TAG, { error: 'is no image tag; use up to 128 of letters, digits, ".", "_" and "-"' }),
  digest: z.string().regex(DIGEST, { error: 'is no digest; write sha256: and 64 hexadecimal digits' }),
});

export type ImageVersion = Readonly<z.output<typeof imageVersion>>;

/**
 * A registry, or the beginning of a repository, whole between slashes: `ghcr.io`, `registry.example.com:5000/team`,
 * `docker.io/library`.
 */
export const imageRegistry = z.string().regex(/^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._-]+)*$/, {
  error: 'is no registry; write for example ghcr.io, or ghcr.io/team',
});

/** What is wrong with a repository, or undefined. */
export function repositoryProblem(repository: string): string | undefined {
  if (REPOSITORY.test(repository) && repository.length <= 255) return undefined;
  if (/^[a-z0-9._/-]+$/.test(repository) && !repository.split('/', 1)[0]?.includes('.')) {
    const path = repository.includes('/') ? repository : `library/${repository}`;
    return `"${repository}" names no registry; write docker.io/${path}`;
  }
  if (/[:@][^/]*$/.test(repository)) {
    return `"${repository}" carries a tag or digest; name the repository only, the version comes from the lock`;
  }
  return `"${repository}" is no image repository; write host/path, for example ghcr.io/stefanprodan/podinfo`;
}

/** `<repository>:<tag>@<digest>`, as a container names it. */
export function imageReference(repository: string, version: ImageVersion): string {
  return `${repository}:${version.tag}@${version.digest}`;
}

/** The parts of `<repository>:<tag>@<digest>`, or undefined when it is not of that form. */
export function parseImageReference(
  reference: string,
): { repository: string; tag: string; digest: string } | undefined {
  const at = reference.lastIndexOf('@');
  const digest = reference.slice(at + 1);
  const named = reference.slice(0, Math.max(at, 0));
  const colon = named.lastIndexOf(':');
  if (at < 0 || colon < named.lastIndexOf('/')) return undefined;
  const repository = named.slice(0, colon);
  const tag = named.slice(colon + 1);
  if (!REPOSITORY.test(repository) || !TAG.test(tag) || !DIGEST.test(digest)) return undefined;
  return { repository, tag, digest };
}

/** The parts of `<tag>@<digest>`, or undefined when it is not of that form. */
export function parseImageVersion(text: string): ImageVersion | undefined {
  const [tag = '', digest = '', ...rest] = text.split('@');
  const parsed = imageVersion.safeParse({ tag, digest });
  return rest.length === 0 && parsed.success ? parsed.data : undefined;
}

/**
 * What is wrong with an image as a container names it, or undefined: the grammar that container runtimes read, where host,
 * tag and digest may be missing.
 * https://github.com/distribution/reference/blob/main/reference.go
 */
export function referenceProblem(reference: string): string | undefined {
  if (reference === '') return 'is empty';
  // host, path, tag and digest together are shorter
  if (reference.length > 1024) return 'is longer than any image reference';
  if (reference !== reference.trim()) return 'begins or ends with white space';
  const [named = '', digest, ...more] = reference.split('@');
  if (more.length > 0) return 'has more than one "@"';
  if (digest !== undefined && !isDigest(digest)) {
    return `has the digest "${digest}"; sha256: is followed by 64 of 0-9 and a-f`;
  }
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash + 1);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  if (tag !== undefined && !TAG.test(tag)) {
    return `has the tag "${tag}"; use 1 to 128 of letters, digits, ".", "_" and "-", not beginning with "." or "-"`;
  }
  return nameProblem(colon < 0 ? named : named.slice(0, colon));
}

const HOST_OF_REFERENCE = new RegExp(
  String.raw`^(?:${HOST}|[a-zA-Z0-9-]+(?::\d{1,5})?|\[[a-fA-F0-9:]+\](?::\d{1,5})?)$`,
);
const WHOLE_COMPONENT = new RegExp(`^${COMPONENT}$`);
const ALGORITHM_AND_HEX = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

function isDigest(digest: string): boolean {
  if (digest.startsWith('sha256:')) return DIGEST.test(digest);
  if (digest.startsWith('sha512:')) return /^sha512:[a-f0-9]{128}$/.test(digest);
  return ALGORITHM_AND_HEX.test(digest);
}

/** As runtimes do: the first part is a host when it has a dot, a colon or a capital letter, or is `localhost`. */
function nameProblem(name: string): string | undefined {
  const parts = name.split('/');
  const [first = ''] = parts;
  const hasHost = parts.length > 1 && (/[.:A-Z]/.test(first) || first === 'localhost');
  if (hasHost && !HOST_OF_REFERENCE.test(first)) {
    return `has the registry "${first}", which is no host name`;
  }
  const path = hasHost ? parts.slice(1) : parts;
  const wrong = path.find((part) => !WHOLE_COMPONENT.test(part));
  if (wrong !== undefined) {
    return `has the part "${wrong}" in its path; use a-z and 0-9, separated by one of ".", "_", "__" or "-"`;
  }
  if (path.join('/').length > 255) return 'has a path of more than 255 characters';
  if (parts.length === 1 && /^[a-f0-9]{64}$/.test(name)) return 'is an image id, which no registry can serve';
  return undefined;
}
