/**
 * The reference under which a cluster pulls an image: its registry host, or the beginning of its repository, replaced by
 * the cluster's mirror. The longest prefix that ends where a part of the path ends wins. Tag and digest stay, so that the
 * mirror cannot hand out anything else.
 *
 * @param image `<repository>:<tag>@<digest>`
 * @param mirror the cluster's fact `registryMirror`: prefixes and what replaces them, such as
 *   `{ 'ghcr.io': 'registry.example.com/ghcr' }`
 */
export function mirrored(image: string, mirror: Readonly<Record<string, string>> | undefined): string {
  if (mirror === undefined) return image;
  const repository = repositoryOf(image);
  const prefix = Object.keys(mirror)
    .filter((candidate) => `${repository}/`.startsWith(`${candidate}/`))
    .sort((a, b) => b.length - a.length)[0];
  return prefix === undefined ? image : `${mirror[prefix]}${image.slice(prefix.length)}`;
}

/** An image reference without tag and digest. A colon before the last slash belongs to the registry's port. */
function repositoryOf(image: string): string {
  const [named = ''] = image.split('@', 1);
  const colon = named.lastIndexOf(':');
  return colon > named.lastIndexOf('/') ? named.slice(0, colon) : named;
}
