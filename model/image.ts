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
