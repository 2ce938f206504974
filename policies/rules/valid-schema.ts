import { groupOf, type KubeObject } from '../../model/kube.ts';
import { fieldsAt, pointer } from '../read.ts';
import { defineRule, type Offence } from '../rule.ts';
import type { SchemaCatalog } from '../schema/catalog.ts';
import { metadataProblems } from '../schema/constraints/meta.ts';
import { isSecretValue } from '../schema/secret-value.ts';
import { validate } from '../schema/validate.ts';

export default defineRule({
  kind: 'object',
  id: 'valid-schema',
  title: 'Objects that the API server takes',
  severity: 'error',
  why: 'What the API server refuses never runs, and with Argo CD the whole application stays out of sync. Without strict validation it drops an unknown field silently, and the object is not what the file says.',
  fix: 'Write the field as the API reference has it.',
  upstream: ['kube-linter: invalid-target-ports', 'kube-linter: schema-validation', 'kube-score: label-values'],
  links: [
    'https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation',
    'https://kubernetes.io/docs/reference/kubernetes-api/',
  ],
  since: '0.1.0',
  *check(object, { schemas }) {
    const catalog = schemas();
    const kind = catalog.kind(object.apiVersion, object.kind);
    if (kind === undefined) {
      yield* unknownKind(object, catalog);
      return;
    }
    const problems: Offence[] = [...validate(catalog, kind, object)];
    metadataProblems(fieldsAt(object, 'metadata'), ['metadata'], (path, message, more) => {
      problems.push({ pointer: pointer(...path), message, ...more });
    });
    if (kind.custom && problems.length === 0) problems.push(...catalog.validations(kind).problems(object));
    for (const problem of problems)
      yield isSecretValue(object, problem.pointer) ? { ...problem, value: '***' } : problem;
  },
  examples: {
    pass: [
      {
        title: 'an object as the API reference has it',
        yaml: `
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web, labels: { app.kubernetes.io/name: web } }
          data: { port: '8080' }
        `,
      },
      {
        title: 'a custom resource that Stele knows',
        yaml: `
          apiVersion: gateway.networking.k8s.io/v1
          kind: HTTPRoute
          metadata: { name: web, namespace: web }
          spec:
            parentRefs: [{ name: public }]
            rules: [{ backendRefs: [{ name: web, port: 80 }] }]
        `,
      },
      {
        title: 'a custom resource of a group that Stele does not know',
        yaml: `
          apiVersion: example.com/v1
          kind: Anything
          metadata: { name: web }
          spec: { whatever: true }
        `,
      },
      {
        title: 'a custom resource whose definition stands beside it',
        yaml: `
          apiVersion: apiextensions.k8s.io/v1
          kind: CustomResourceDefinition
          metadata: { name: widgets.example.com }
          spec:
            group: example.com
            scope: Namespaced
            names: { kind: Widget, plural: widgets }
            versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema:
                    type: object
                    properties: { spec: { type: object, required: [size], properties: { size: { type: integer, minimum: 1 } } } }
          ---
          apiVersion: example.com/v1
          kind: Widget
          metadata: { name: web }
          spec: { size: 3 }
        `,
      },
      {
        title: 'the modes 0440 and 0644 as the decimal numbers that they are',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers: [{ name: web, image: example.com/web:1.0.0 }]
            volumes:
              - { name: keys, secret: { secretName: keys, defaultMode: 288 } }
              - { name: settings, configMap: { name: settings, defaultMode: 420 } }
        `,
      },
    ],
    fail: [
      {
        title: 'a field that does not exist',
        at: ['/spec/replica'],
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            replica: 2
            selector: { matchLabels: { app: web } }
            template:
              metadata: { labels: { app: web } }
              spec: { containers: [{ name: web, image: example.com/web:1.0.0 }] }
        `,
      },
      {
        title: 'a number where a text must be',
        at: ['/metadata/annotations/example.com~1port', '/data/port'],
        yaml: `
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web, annotations: { example.com/port: 8080 } }
          data: { port: 8080 }
        `,
      },
      {
        title: 'a kind that does not exist, or not in this version',
        at: ['', ''],
        yaml: `
          apiVersion: apps/v1
          kind: Deploymnet
          metadata: { name: web }
          ---
          apiVersion: v1
          kind: Deployment
          metadata: { name: web }
        `,
      },
      {
        title: 'a custom resource that is not as its definition beside it says',
        at: ['/spec/size', '/spec/colour'],
        yaml: `
          apiVersion: apiextensions.k8s.io/v1
          kind: CustomResourceDefinition
          metadata: { name: widgets.example.com }
          spec:
            group: example.com
            scope: Namespaced
            names: { kind: Widget, plural: widgets }
            versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema:
                    type: object
                    properties: { spec: { type: object, required: [size], properties: { size: { type: integer, minimum: 1 } } } }
          ---
          apiVersion: example.com/v1
          kind: Widget
          metadata: { name: web }
          spec: { size: 0, colour: red }
        `,
      },
      {
        title: 'the mode 440 for 0440, and 644, which is no mode',
        at: ['/spec/volumes/0/secret/defaultMode', '/spec/volumes/1/configMap/defaultMode'],
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers: [{ name: web, image: example.com/web:1.0.0 }]
            volumes:
              - { name: keys, secret: { secretName: keys, defaultMode: 440 } }
              - { name: settings, configMap: { name: settings, defaultMode: 644 } }
        `,
      },
      {
        title: 'what the schema cannot say',
        at: [
          '/spec/containers/0/resources/requests/memory',
          '/spec/containers/0/livenessProbe/tcpSocket',
          '/spec/containers/0/volumeMounts/0/name',
        ],
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources: { requests: { memory: 1Gi }, limits: { memory: 512Mi } }
                livenessProbe: { httpGet: { port: 8080 }, tcpSocket: { port: 8080 } }
                volumeMounts: [{ name: keys, mountPath: /keys }]
        `,
      },
    ],
  },
});

function* unknownKind({ apiVersion, kind }: KubeObject, catalog: SchemaCatalog): Iterable<Offence> {
  const group = groupOf({ apiVersion });
  // what was removed is another rule's; of other groups nothing is known
  if (!catalog.knowsGroup(group) || catalog.removed(apiVersion, kind) !== undefined) return;
  const near = catalog.nearest(apiVersion, kind);
  // a cluster can have more kinds in the group of a custom resource, and a newer one more kinds of Kubernetes
  const certain = catalog.isBuiltIn(group) && !catalog.isNewer;
  if (!certain && near === undefined) return;
  yield {
    pointer: '',
    message: `${apiVersion} has no kind ${kind}${certain ? '' : ' that Stele knows'}`,
    remedy:
      near === undefined ? 'Correct apiVersion and kind.' : `Write apiVersion: ${near.apiVersion}, kind: ${near.kind}.`,
    value: `${apiVersion} ${kind}`,
    ...(certain ? {} : { severity: 'warning' as const }),
  };
}
