import type { LifecycleFile, SchemaFile } from './form.ts';

/** Hands out the files under `schemas/`, parsed. A catalog asks for each once, when it is needed. */
export interface SchemaSource {
  /** Minor versions of Kubernetes that there are schemas of, such as `1.36`; the newest is the last. */
  readonly versions: readonly string[];
  /** API groups of custom resources, such as `argoproj.io`. */
  readonly groups: readonly string[];
  kubernetes(version: string): SchemaFile;
  customResources(group: string): SchemaFile;
  lifecycle(): LifecycleFile;
}
