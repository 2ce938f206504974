import type { KubeObject } from '../../model/kube.ts';
import { credentialFormat } from '../credentials/format.ts';
import { assignedCredential, isCredential } from '../credentials/literal.ts';
import type { ContainerView, PodView } from '../pod.ts';
import { at, fieldsAt, isFields, listAt, pointer } from '../read.ts';
import { defineRule, type Offence } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-credentials-in-config',
  title: 'No credentials in configuration',
  severity: 'error',
  secret: true,
  why: 'A password, token or key in an environment variable, an argument or a ConfigMap is in Git for good, is shown by kubectl describe, and is readable to everybody who may read pods.',
  fix: 'Keep the value in a secret store, render an ExternalSecret (in Stele: SecretReference), mount the Secret as a file, and name that file instead: PASSWORD_FILE=/run/secrets/password. Then replace the value: it has leaked already.',
  upstream: ['C-0012', 'KSV-0109', 'KSV-01010', 'kube-linter: env-var-secret'],
  links: ['https://kubernetes.io/docs/concepts/security/secrets-good-practices/', 'https://hub.armosec.io/docs/c-0012'],
  since: '0.1.0',
  looksAt: [
    'Pod',
    'Deployment',
    'ReplicaSet',
    'ReplicationController',
    'StatefulSet',
    'DaemonSet',
    'Job',
    'CronJob',
    'Rollout.argoproj.io',
    'ConfigMap',
    'Application.argoproj.io',
  ],
  check(object, { pod }) {
    if (object.kind === 'ConfigMap') return configOffences(object);
    if (object.kind === 'Application') return applicationOffences(object);
    return pod === undefined ? [] : podOffences(pod);
  },
  examples: {
    pass: [
      {
        title: 'a password that is read from a file',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                args: [--password-file=/run/secrets/password]
                env:
                  - { name: DB_PASSWORD_FILE, value: /run/secrets/password }
                volumeMounts:
                  - { name: secrets, mountPath: /run/secrets, readOnly: true }
            volumes:
              - name: secrets
                secret: { secretName: web }
        `,
      },
      {
        title: 'references, switches and limits that have the name of a secret',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                args: [--token=$(TOKEN), --password, $(PASSWORD)]
                env:
                  - { name: PASSWORD, value: '' }
                  - { name: ALLOW_EMPTY_PASSWORD, value: 'yes' }
                  - { name: TOKEN_TTL, value: 15m }
                  - { name: TLS_SECRET, value: web-tls-dc528e5f90 }
                  - { name: DATABASE_URL, value: 'postgres://app:$(PASSWORD)@database/app' }
                  - name: TOKEN
                    valueFrom: { secretKeyRef: { name: web, key: token } }
        `,
      },
      {
        title: 'a file of settings that names variables and files',
        yaml: `
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web }
          data:
            tls.crt: |
              -----BEGIN CERTIFICATE-----
              MIIB...
              -----END CERTIFICATE-----
            application.properties: |
              spring.datasource.url=jdbc:postgresql://database/app
              spring.datasource.password=\${DB_PASSWORD}
              # spring.datasource.password=hunter2hunter2
              login.password=Password
              smtp.password_file=/run/secrets/smtp
        `,
      },
    ],
    fail: [
      {
        title: 'a password in a variable',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: database }
          spec:
            containers:
              - name: database
                image: example.com/database:1.0.0
                env:
                  - { name: POSTGRES_USER, value: app }
                  - { name: POSTGRES_PASSWORD, value: changeme }
        `,
        at: ['/spec/containers/0/env/1/value'],
      },
      {
        title: 'passwords in arguments and in a URL',
        yaml: `
          apiVersion: batch/v1
          kind: Job
          metadata: { name: migrate }
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                  - name: migrate
                    image: example.com/migrate:1.0.0
                    args: [--db-password=hunter2, --verbose]
                    env:
                      - { name: BROKER, value: 'amqp://app:hunter2@broker:5672/' }
        `,
        at: ['/spec/template/spec/containers/0/args/0', '/spec/template/spec/containers/0/env/0/value'],
      },
      {
        title: 'keys in a ConfigMap',
        yaml: `
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web }
          data:
            API_TOKEN: q8Zt3nX0v5Lk7Rw2Yb9d
            LOG_LEVEL: info
            settings.yaml: |
              database:
                host: database
                password: s3cr3tPass
        `,
        at: ['/data/API_TOKEN', '/data/settings.yaml'],
      },
      {
        title: 'the values of a chart',
        yaml: `
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: { name: database, namespace: argocd }
          spec:
            source:
              chart: postgresql
              helm:
                valuesObject:
                  auth: { existingSecret: database, adminPassword: hunter2 }
        `,
        at: ['/spec/source/helm/valuesObject/auth/adminPassword'],
      },
    ],
  },
});

function podOffences({ containers }: PodView): Offence[] {
  return containers.flatMap((container) => [...argumentOffences(container), ...variableOffences(container)]);
}

function variableOffences({ container, name, pointer: base }: ContainerView): Offence[] {
  return listAt(container, 'env').flatMap((variable, index) => {
    const key = at(variable, 'name');
    const value = at(variable, 'value');
    if (typeof key !== 'string' || typeof value !== 'string') return [];
    const what = credentialNamed(key, value);
    const place = `${base}/env/${index}/value`;
    return what === undefined
      ? []
      : [{ pointer: place, message: `container ${name} has ${what} in the variable ${key}` }];
  });
}

/** `--password=…`, and `--password …`. */
function argumentOffences({ container, name, pointer: base }: ContainerView): Offence[] {
  return (['command', 'args'] as const).flatMap((field) => {
    const words = listAt(container, field);
    return words.flatMap((word, index) => {
      if (typeof word !== 'string') return [];
      const [, flag, value] = /^--?([A-Za-z][\w.-]*)=(.*)$/s.exec(word) ?? [];
      const before = words[index - 1];
      const [, flagBefore] = typeof before === 'string' ? (/^--([A-Za-z][\w.-]*)$/.exec(before) ?? []) : [];
      const given = flag === undefined ? flagBefore : flag;
      const found =
        given === undefined || (flag === undefined && word.startsWith('-'))
          ? credentialFormat(word)
          : credentialNamed(given, value ?? word);
      const message = `container ${name} has ${found} in its ${field}`;
      return found === undefined ? [] : [{ pointer: `${base}/${field}/${index}`, message }];
    });
  });
}

function configOffences(config: KubeObject): Offence[] {
  return Object.entries(fieldsAt(config, 'data')).flatMap(([key, value]) => {
    if (typeof value !== 'string') return [];
    const what = credentialNamed(key, value);
    return what === undefined ? [] : [{ pointer: pointer('data', key), message: `has ${what} under ${key}` }];
  });
}

/** What an Application of Argo CD gives to a chart. */
function applicationOffences(application: KubeObject): Offence[] {
  const sources: readonly (readonly [string, unknown])[] = [
    ['/spec/source', at(application, 'spec', 'source')],
    ...listAt(application, 'spec', 'sources').map((source, index) => [`/spec/sources/${index}`, source] as const),
  ];
  return sources.flatMap(([base, source]) => {
    const helm = fieldsAt(source, 'helm');
    const parameters = listAt(helm, 'parameters').flatMap((parameter, index) =>
      leaves(at(parameter, 'value'), `${base}/helm/parameters/${index}/value`, String(at(parameter, 'name'))),
    );
    const values = leaves(helm.values, `${base}/helm/values`, '');
    return [...parameters, ...values, ...leaves(helm.valuesObject, `${base}/helm/valuesObject`, '')];
  });
}

function leaves(value: unknown, base: string, name: string): Offence[] {
  if (typeof value === 'string') {
    const what = credentialNamed(name, value);
    return what === undefined ? [] : [{ pointer: base, message: `gives ${what} to a chart` }];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, `${base}/${index}`, name));
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => leaves(item, base + pointer(key), key));
}

/** What a value under a name is, such as `a GitHub token`; undefined for what is no credential. */
function credentialNamed(name: string, value: string): string | undefined {
  const format = credentialFormat(value);
  if (format !== undefined) return format;
  if (!value.includes('\n')) return isCredential(name, value) ? 'a credential' : undefined;
  const assigned = assignedCredential(value);
  return assigned === undefined ? undefined : `a credential (${assigned})`;
}
