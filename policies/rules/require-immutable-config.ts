import type { KubeObject } from '../../model/kube.ts';
import { groupOf } from '../../model/kube.ts';
import { isContentNamed } from '../content-name.ts';
import { type PodView, podOf } from '../pod.ts';
import { at, listAt } from '../read.ts';
import { defineRule, type GraphOffence } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'require-immutable-config',
  title: 'ConfigMaps of pods are immutable and named by their content',
  severity: 'warning',
  why: 'A ConfigMap that changes under running pods changes them outside of a rollout: some pods have read the old content and some the new, no probe stops a bad value, and an undo brings back the pods but not their configuration.',
  fix: 'Set immutable: true and let the name end in a hash of the content (in Stele: ImmutableConfig; in Kustomize: configMapGenerator), so that a change of configuration is a rollout. A ConfigMap that a program watches on purpose is waived.',
  upstream: [],
  links: [
    'https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable',
    'https://kubernetes.io/docs/tasks/manage-kubernetes-objects/kustomization/#generating-resources',
  ],
  since: '0.1.0',
  *check({ objects }) {
    const read = namesReadByPods(objects);
    for (const object of objects) {
      if (object.kind !== 'ConfigMap' || groupOf(object) !== '' || !read.has(keyOf(object, object.metadata.name)))
        continue;
      const offence = offenceOf(object);
      if (offence !== undefined) yield offence;
    }
  },
  examples: {
    pass: [
      {
        title: 'an immutable one whose name ends in a hash',
        yaml: `
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web-dc528e5f90 }
          immutable: true
          data: { level: info }
          ---
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                envFrom:
                  - configMapRef: { name: web-dc528e5f90 }
        `,
      },
      {
        title: 'one that no pod reads: a program reads it by the API',
        yaml: `
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: argocd-cm, namespace: argocd }
          data: { admin.enabled: 'false' }
          ---
          apiVersion: v1
          kind: Pod
          metadata: { name: web, namespace: web }
          spec:
            containers:
              - { name: web, image: example.com/web:1.0.0 }
            volumes:
              - name: config
                configMap: { name: argocd-cm }
        `,
      },
    ],
    fail: [
      {
        title: 'one that may change under its pods',
        yaml: `
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web }
          data: { level: info }
          ---
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            selector: { matchLabels: { app: web } }
            template:
              metadata: { labels: { app: web } }
              spec:
                containers:
                  - { name: web, image: example.com/web:1.0.0 }
                volumes:
                  - name: config
                    projected:
                      sources:
                        - configMap: { name: web }
        `,
        at: ['/metadata/name'],
      },
      {
        title: 'the same name for another content',
        yaml: `
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web }
          immutable: true
          data: { level: info }
          ---
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                env:
                  - name: LOG_LEVEL
                    valueFrom: { configMapKeyRef: { name: web, key: level } }
        `,
        at: ['/metadata/name'],
      },
      {
        title: 'a name of its content, and yet changeable',
        yaml: `
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web-5f6g7h8m9k }
          data: { level: info }
          ---
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - { name: web, image: example.com/web:1.0.0 }
            volumes:
              - name: config
                configMap: { name: web-5f6g7h8m9k }
        `,
        at: ['/immutable'],
      },
    ],
  },
});

function offenceOf(object: KubeObject): GraphOffence | undefined {
  const immutable = object.immutable === true;
  if (!isContentNamed(object)) {
    const message = immutable
      ? 'is immutable, but another content would have the same name'
      : 'can change under the pods that read it';
    return { object, pointer: '/metadata/name', message };
  }
  return immutable
    ? undefined
    : { object, pointer: '/immutable', message: 'is named by its content, but not immutable' };
}

function namesReadByPods(objects: readonly KubeObject[]): ReadonlySet<string> {
  const read = new Set<string>();
  for (const object of objects) {
    const pod = podOf(object);
    if (pod === undefined) continue;
    for (const name of configMapsOf(pod)) read.add(keyOf(object, name));
  }
  return read;
}

function* configMapsOf({ spec, containers }: PodView): Iterable<unknown> {
  for (const volume of listAt(spec, 'volumes')) {
    yield at(volume, 'configMap', 'name');
    for (const source of listAt(volume, 'projected', 'sources')) yield at(source, 'configMap', 'name');
  }
  for (const { container } of containers) {
    for (const variable of listAt(container, 'env')) yield at(variable, 'valueFrom', 'configMapKeyRef', 'name');
    for (const source of listAt(container, 'envFrom')) yield at(source, 'configMapRef', 'name');
  }
}

function keyOf({ metadata }: KubeObject, name: unknown): string {
  return `${metadata.namespace ?? ''}/${String(name)}`;
}
