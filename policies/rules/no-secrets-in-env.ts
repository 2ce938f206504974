import { at, isFields, listAt } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-secrets-in-env',
  title: 'Secrets as files, not as environment variables',
  severity: 'warning',
  why: 'Environment variables are inherited by every child process, end up in crash reports and debug pages, and never change while the process runs: a secret that is rotated is not noticed.',
  fix: 'Mount the Secret as a volume and let the program read the file. Many images take VARIABLE_FILE beside VARIABLE.',
  upstream: ['C-0207', 'CIS 5.4.1', 'kube-linter: read-secret-from-env-var', 'kyverno: disallow-secrets-from-env-vars'],
  links: ['https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod'],
  since: '0.1.0',
  looksAt: 'pods',
  check(_, { pod }) {
    return (pod?.containers ?? []).flatMap(({ container, name, pointer }) => [
      ...listAt(container, 'env').flatMap((variable, index) => {
        if (!isFields(at(variable, 'valueFrom', 'secretKeyRef'))) return [];
        const message = `container ${name} gets a Secret in the variable ${String(at(variable, 'name'))}`;
        return [{ pointer: `${pointer}/env/${index}/valueFrom/secretKeyRef`, message }];
      }),
      ...listAt(container, 'envFrom').flatMap((source, index) => {
        const secret = at(source, 'secretRef');
        if (!isFields(secret)) return [];
        const message = `container ${name} gets all of Secret ${String(secret.name)} in variables`;
        return [{ pointer: `${pointer}/envFrom/${index}/secretRef`, message }];
      }),
    ]);
  },
  examples: {
    pass: [
      {
        title: 'a mounted Secret, and a variable from a ConfigMap',
        yaml: `
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
                volumeMounts:
                  - { name: secrets, mountPath: /run/secrets, readOnly: true }
            volumes:
              - name: secrets
                secret: { secretName: web }
        `,
      },
    ],
    fail: [
      {
        title: 'one key',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                env:
                  - name: PASSWORD
                    valueFrom: { secretKeyRef: { name: web, key: password } }
        `,
        at: ['/spec/containers/0/env/0/valueFrom/secretKeyRef'],
      },
      {
        title: 'all keys, in an init container',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - name: prepare
                image: example.com/prepare:1.0.0
                envFrom:
                  - configMapRef: { name: web }
                  - secretRef: { name: web }
            containers:
              - { name: web, image: example.com/web:1.0.0 }
        `,
        at: ['/spec/initContainers/0/envFrom/1/secretRef'],
      },
    ],
  },
});
