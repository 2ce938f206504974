import type { ImmutableContainerProps } from './container.ts';
import type { Mountable } from './mount.ts';
import { DEFAULT_SCRATCH, pathSlug } from './volumes.ts';

/**
 * The hand-over pattern, for images that want to write at start: an init container prepares files on a shared volume, and
 * the first container of the workload mounts it read-only.
 */
export interface HandOver
  extends Pick<
    ImmutableContainerProps,
    'args' | 'env' | 'mounts' | 'resources' | 'user' | 'group' | 'writable' | 'workingDir'
  > {
  /** Where the first container finds the files. */
  readonly path: string;
  /** What prepares the files. No shell runs it. */
  readonly command: readonly string[];
  /**
   * Where the init container writes them. Another path than `path` lets it read what the image has there.
   * @default the same path
   */
  readonly at?: string;
  /**
   * @default the image of the first container
   */
  readonly image?: string;
  /**
   * Upper bound of the files.
   * @default "64Mi"
   */
  readonly size?: string;
  /**
   * Name of the init container.
   * @default "prepare"
   */
  readonly name?: string;
}

/** The init container that prepares, and the first container with what it gets. */
export function handOver(
  { path, at = path, size = DEFAULT_SCRATCH, name = 'prepare', ...prepare }: HandOver,
  main: ImmutableContainerProps,
): { readonly init: ImmutableContainerProps; readonly main: ImmutableContainerProps } {
  const shared: Mountable = {
    toVolume: () => ({ name: `${name}-${pathSlug(path)}`, volume: { emptyDir: { sizeLimit: size } } }),
  };
  // the same image has the same user
  const user = prepare.image === undefined ? { user: main.user, group: main.group } : {};
  return {
    init: {
      ...user,
      ...prepare,
      name,
      image: prepare.image ?? main.image,
      mounts: { ...prepare.mounts, [at]: { source: shared, readOnly: false } },
    },
    main: { ...main, mounts: { ...main.mounts, [path]: { source: shared, readOnly: true } } },
  };
}
