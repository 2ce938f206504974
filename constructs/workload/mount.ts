/** Something that containers can mount: configuration, a secret, a claim. What constructs of other areas implement. */
export interface Mountable {
  /** The volume as a pod names it. Asked for once per pod; two mounts of equal name are one volume. */
  toVolume(): MountableVolume;
  /**
   * How a claim may be mounted. A claim that only one node can mount makes a Deployment recreate its pods, because a
   * rolling update would wait for itself, and is refused to several pods.
   * @default none: the volume is not a claim
   */
  readonly accessModes?: readonly string[];
}

export interface MountableVolume {
  /** Name of the volume in the pod: one DNS label. */
  readonly name: string;
  /** The Kubernetes volume source, such as `{ configMap: { name: 'site-1f2e3d4c5b' } }`. */
  readonly volume: Readonly<Record<string, unknown>>;
}

/** A mount with what differs from the default. */
export interface MountOptions {
  readonly source: Mountable;
  /**
   * Path inside the volume.
   * @default the whole volume
   */
  readonly subPath?: string;
  /**
   * Whether the container may only read.
   * @default true for configuration and secrets; false for claims, unless all their access modes are read-only
   */
  readonly readOnly?: boolean;
}

/** What to mount at a path: the thing itself, or the thing with options. */
export type Mount = Mountable | MountOptions;
