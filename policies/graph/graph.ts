import type { KubeObject } from '../../model/kube.ts';

/** All objects of one cluster, and who refers to whom. */
export class Graph {
  readonly objects: readonly KubeObject[];

  constructor(objects: readonly KubeObject[]) {
    this.objects = objects;
  }
}
