import * as z from './z.ts';

/**
 * A registry, or the beginning of a repository, whole between slashes: `ghcr.io`, `registry.example.com:5000/team`,
 * `docker.io/library`.
 */
export const imageRegistry = z.string().regex(/^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._-]+)*$/, {
  error: 'is no registry; write for example ghcr.io, or ghcr.io/team',
});
