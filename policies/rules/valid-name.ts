import type { KubeObject } from '../../model/kube.ts';
import { at, textAt } from '../read.ts';
import { defineRule, type Offence } from '../rule.ts';
import type { SchemaCatalog } from '../schema/catalog.ts';
import { dnsLabel } from '../schema/grammar.ts';
import { isNamedByServer, longestName, nameGrammar, prescribedName } from '../schema/names.ts';
import { quoted } from '../schema/shown.ts';

export default defineRule({
  kind: 'object',
  id: 'valid-name',
  title: 'Names that the kind allows',
  severity: 'error',
  why: 'The API server refuses a name that breaks the grammar of its kind: a Service and a Namespace are DNS labels, most objects are DNS names, a Role is anything that can stand in a URL. A CronJob of more than 52 characters leaves no room for the names of its Jobs.',
  fix: 'Shorten the name, or write it in lower-case letters, digits and "-".',
  upstream: [],
  links: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/names/'],
  since: '0.1.0',
  check(object, { schemas, kubernetes }) {
    return [...nameProblems(object, schemas(), kubernetes), ...namespaceProblems(object)];
  },
  examples: {
    pass: [
      {
        title: 'each kind by its own grammar',
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: web-1 }
          spec: { ports: [{ port: 80 }] }
          ---
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web.example.com }
          ---
          apiVersion: rbac.authorization.k8s.io/v1
          kind: Role
          metadata: { name: 'web:Read_Only' }
          rules: []
        `,
      },
      {
        title: 'the beginning of a name that the API server completes',
        yaml: `
          apiVersion: batch/v1
          kind: Job
          metadata: { generateName: migrate- }
          spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: a }] } } }
        `,
      },
      {
        title: 'a Service that begins with a digit, since Kubernetes 1.36',
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: 3scale }
          spec: { ports: [{ port: 80 }] }
        `,
      },
    ],
    fail: [
      {
        title: 'a dot in a Service, and an upper-case letter',
        at: ['/metadata/name', '/metadata/name'],
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: web.example }
          spec: { ports: [{ port: 80 }] }
          ---
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: Settings }
        `,
      },
      {
        title: 'a Service that begins with a digit, before Kubernetes 1.36',
        kubernetes: '1.35',
        at: ['/metadata/name'],
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: 3scale }
          spec: { ports: [{ port: 80 }] }
        `,
      },
      {
        title: 'a CronJob of more than 52 characters',
        at: ['/metadata/name'],
        yaml: `
          apiVersion: batch/v1
          kind: CronJob
          metadata: { name: cleanup-of-everything-that-nobody-has-looked-at-in-weeks }
          spec:
            schedule: 0 3 * * *
            jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: a }] } } } }
        `,
      },
      {
        title: 'no name, and a namespace that is none',
        at: ['/metadata', '/metadata/namespace'],
        yaml: `
          apiVersion: v1
          kind: ConfigMap
          metadata: { namespace: team_web }
        `,
      },
    ],
  },
});

function nameProblems(object: KubeObject, catalog: SchemaCatalog, kubernetes: string): Offence[] {
  const kind = catalog.kind(object.apiVersion, object.kind);
  if (kind?.createOnly === true) return [];
  const name = textAt(object, 'metadata', 'name') ?? '';
  const start = textAt(object, 'metadata', 'generateName') ?? '';
  if (name === '') {
    // a name of another type is the schema's business
    const other = at(object, 'metadata', 'name') ?? '';
    if (typeof other !== 'string') return [];
    if (start === '' && !isNamedByServer(object))
      return [{ pointer: '/metadata', message: 'the object has no name', remedy: 'Add metadata.name.', value: '' }];
  }
  if (kind === undefined || (name === '' && start === '')) return [];
  const place = name === '' ? 'generateName' : 'name';
  // what is appended begins with a letter or a digit
  const text = name === '' ? start.replace(/-$/, 'a') : name;
  const grammar = nameGrammar(kind, kubernetes);
  const must = grammar?.(text);
  if (must !== undefined)
    return [problem(place, `the name of a ${object.kind} ${must}, and is ${quoted(name || start)}`)];
  if (name === '') return [];
  const prescribed = prescribedName(object);
  if (prescribed !== undefined && name !== prescribed) {
    return [problem(place, `the name must be ${prescribed}, and is ${quoted(name)}`)];
  }
  const longest = longestName(object);
  if (longest !== undefined && name.length > longest) {
    return [
      problem(place, `the name of a ${object.kind} must have at most ${longest} characters, and has ${name.length}`),
    ];
  }
  return [];
}

function namespaceProblems(object: KubeObject): Offence[] {
  const namespace = textAt(object, 'metadata', 'namespace') ?? '';
  const must = namespace === '' ? undefined : dnsLabel(namespace);
  return must === undefined ? [] : [problem('namespace', `the namespace ${must}, and is ${quoted(namespace)}`)];
}

function problem(field: string, message: string): Offence {
  return { pointer: `/metadata/${field}`, message };
}
