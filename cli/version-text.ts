import type { ImageVersion } from '../model/image.ts';

/** An image version for people: the tag, and as much of the digest as tells two apart. */
export function versionText({ tag, digest }: ImageVersion): string {
  return `${tag}@${digest.slice(0, 'sha256:'.length + 12)}…`;
}
