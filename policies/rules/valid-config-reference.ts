import type { Facts } from '../../model/facts.ts';
import type { Graph } from '../graph/graph.ts';
import type { GraphNode } from '../graph/node.ts';
import type { PodReference } from '../graph/pod-references.ts';
import { textAt } from '../read.ts';
import { defineRule, type GraphOffence } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'valid-config-reference',
  title: 'What a pod needs by name exists',
  severity: 'error',
  why: 'A pod that names a ConfigMap, Secret, claim or key which does not exist stays in ContainerCreating or CreateContainerConfigError, and only its events say why. One with an unknown PriorityClass is never made at all.',
  fix: 'Correct the name or the key, add the object, or mark the reference optional: true. A Secret comes from an ExternalSecret of the same namespace (in Stele: secrets are references).',
  upstream: ['kube-linter: env-value-from'],
  links: [
    'https://kubernetes.io/docs/concepts/configuration/configmap/#using-configmaps',
    'https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets',
  ],
  since: '0.1.0',
  *check(graph, { facts }) {
    for (const node of graph.workloads) {
      for (const reference of node.references) yield* referenceOffences(graph, node, reference);
    }
    yield* storageOffences(graph, facts);
  },
  examples: {
    pass: [
      {
        title: 'objects of the tree with the keys that are asked for, what Kubernetes makes, and what may be missing',
        yaml: `
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web }
          data: { config.yaml: '' }
          binaryData: { logo.png: '' }
          ---
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            priorityClassName: system-cluster-critical
            containers:
              - name: web
                envFrom:
                  - { prefix: WEB_, configMapRef: { name: web } }
                  - { secretRef: { name: extra, optional: true } }
                env:
                  - { name: CONFIG, valueFrom: { configMapKeyRef: { name: web, key: config.yaml } } }
                  - { name: MORE, valueFrom: { configMapKeyRef: { name: web, key: more.yaml, optional: true } } }
            volumes:
              - { name: logo, configMap: { name: web, items: [{ key: logo.png, path: logo.png }] } }
              - name: api-token
                projected:
                  sources:
                    - { serviceAccountToken: { path: token } }
                    - { configMap: { name: kube-root-ca.crt } }
        `,
      },
      {
        title: 'a Secret of an ExternalSecret, of a Certificate, of an Ingress; the claim of a StatefulSet',
        yaml: `
          apiVersion: external-secrets.io/v1
          kind: ExternalSecret
          metadata: { name: database }
          spec: { target: { name: credentials }, data: [{ secretKey: password }] }
          ---
          apiVersion: cert-manager.io/v1
          kind: Certificate
          metadata: { name: web }
          spec: { secretName: web-tls }
          ---
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata: { name: web, annotations: { cert-manager.io/cluster-issuer: letsencrypt } }
          spec: { tls: [{ secretName: web-public-tls }] }
          ---
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: { name: database }
          spec:
            serviceName: database
            volumeClaimTemplates: [{ metadata: { name: data }, spec: {} }]
          ---
          apiVersion: batch/v1
          kind: Job
          metadata: { name: backup }
          spec:
            template:
              spec:
                containers:
                  - name: backup
                    env: [{ name: PASSWORD, valueFrom: { secretKeyRef: { name: credentials, key: password } } }]
                volumes:
                  - { name: data, persistentVolumeClaim: { claimName: data-database-0 } }
                  - { name: tls, secret: { secretName: web-tls } }
                  - { name: public-tls, secret: { secretName: web-public-tls } }
        `,
      },
    ],
    fail: [
      {
        title: 'a ConfigMap, a Secret, a claim and a PriorityClass that do not exist',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            template:
              spec:
                priorityClassName: important
                containers:
                  - name: web
                    envFrom: [{ configMapRef: { name: web } }]
                volumes:
                  - { name: tls, secret: { secretName: web-tls } }
                  - { name: data, persistentVolumeClaim: { claimName: data } }
                  - { name: all, projected: { sources: [{ secret: { name: web-tls, optional: true } }, { configMap: { name: ca } }] } }
        `,
        at: [
          '/spec/template/spec/priorityClassName',
          '/spec/template/spec/volumes/0/secret/secretName',
          '/spec/template/spec/volumes/1/persistentVolumeClaim/claimName',
          '/spec/template/spec/volumes/2/projected/sources/1/configMap/name',
          '/spec/template/spec/containers/0/envFrom/0/configMapRef/name',
        ],
      },
      {
        title: 'keys that are not in it',
        yaml: `
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web }
          data: { config.yaml: '' }
          ---
          apiVersion: external-secrets.io/v1
          kind: ExternalSecret
          metadata: { name: database }
          spec: { data: [{ secretKey: password }] }
          ---
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - name: prepare
                env: [{ name: USER, valueFrom: { secretKeyRef: { name: database, key: user } } }]
            containers: [{ name: web }]
            volumes:
              - { name: config, configMap: { name: web, items: [{ key: config.yml, path: config.yaml }] } }
        `,
        at: ['/spec/volumes/0/configMap/items/0/key', '/spec/initContainers/0/env/0/valueFrom/secretKeyRef/key'],
      },
    ],
  },
});

function* referenceOffences(
  graph: Graph,
  node: GraphNode,
  { kind, name, pointer, keys, soft }: PodReference,
): Iterable<GraphOffence> {
  const { object } = node;
  const clusterScoped = kind === 'PriorityClass' || kind === 'RuntimeClass';
  const namespace = clusterScoped ? '' : graph.namespaceOf(node);
  if (!graph.has(kind, namespace, name) && !graph.supply.makes(kind, namespace, name)) {
    const absence = graph.unseen.byName(namespace);
    if (absence === undefined) return;
    const { note, ...severity } = soft ? { ...absence, severity: 'warning' as const } : absence;
    yield { object, pointer, message: `${kind} ${name} does not exist${note}`, ...severity };
    return;
  }
  if (keys.length === 0) return;
  const known = graph.supply.keysOf(kind, namespace, name);
  for (const { key, pointer: place } of keys) {
    if (known === undefined || known.has(key)) continue;
    yield {
      object,
      pointer: place,
      message: `${kind} ${name} has no key ${key}; it has ${[...known].join(', ') || 'none'}`,
    };
  }
}

function* storageOffences(graph: Graph, facts: Facts | undefined): Iterable<GraphOffence> {
  const classes = facts?.capabilities.storageClasses;
  // which there are is a matter of the cluster's nodes and cloud: without its facts nothing can be said
  if (classes === undefined || !graph.complete) return;
  const volumes = graph.ofKind('PersistentVolume').map(({ object }) => textAt(object, 'spec', 'storageClassName'));
  const known = new Set([...classes.names, ...graph.ofKind('StorageClass').map(({ name }) => name), ...volumes]);
  for (const node of graph.nodes) {
    for (const { name, pointer } of node.storage) {
      if (known.has(name)) continue;
      const message = `StorageClass ${name} is none of the cluster's: ${classes.names.join(', ')}`;
      yield { object: node.object, pointer, message };
    }
  }
}
