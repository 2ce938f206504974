import { listAt, numberAt } from '../read.ts';
import { defineRule } from '../rule.ts';

/** Seconds; also what Kubernetes takes where nothing is said. */
const LONGEST = 3600;

export default defineRule({
  kind: 'admission',
  id: 'no-service-account-token',
  title: 'No token that nobody asked for',
  severity: 'error',
  why: 'Kubernetes mounts a token for its API into every container unless told not to. Hardly any application uses it, and whoever reads one file then acts as the pod’s ServiceAccount from anywhere.',
  fix: 'Set automountServiceAccountToken to false on the pod: a ServiceAccount that says so can be overruled by the pod. What talks to the API server mounts a projected serviceAccountToken that expires within an hour; in Stele: permissions().',
  upstream: ['C-0034', 'C-0190', 'C-0261', 'CIS 5.1.6', 'KSV-0036', 'kyverno: restrict-automount-sa-token'],
  links: [
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting',
    'https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken',
  ],
  since: '0.1.0',
  require:
    '!variables.podSpec.?automountServiceAccountToken.orValue(true) && ' +
    'variables.volumes.all(volume, volume.?projected.?sources.orValue([]).all(source, ' +
    `source.?serviceAccountToken.?expirationSeconds.orValue(${LONGEST}) <= ${LONGEST}))`,
  message: 'must set automountServiceAccountToken to false, and not project a token that is valid for over an hour',
  at: (spec) => {
    const automount = spec.automountServiceAccountToken === false ? [] : ['/automountServiceAccountToken'];
    const tokens = listAt(spec, 'volumes').flatMap((volume, index) =>
      listAt(volume, 'projected', 'sources').flatMap((source, position) =>
        (numberAt(source, 'serviceAccountToken', 'expirationSeconds') ?? LONGEST) > LONGEST
          ? [`/volumes/${index}/projected/sources/${position}/serviceAccountToken/expirationSeconds`]
          : [],
      ),
    );
    return [...automount, ...tokens];
  },
  examples: {
    pass: [
      {
        title: 'a pod without a token',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            automountServiceAccountToken: false
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
      },
      {
        title: 'a token that is asked for, and expires within an hour',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: operator }
          spec:
            automountServiceAccountToken: false
            containers:
              - name: operator
                image: example.com/operator:1.0.0
                volumeMounts:
                  - { name: token, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true }
            volumes:
              - name: token
                projected:
                  sources:
                    - serviceAccountToken: { path: token, expirationSeconds: 3600 }
        `,
      },
    ],
    fail: [
      {
        title: 'nothing said',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/automountServiceAccountToken'],
      },
      {
        title: 'a token for a year',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: operator }
          spec:
            automountServiceAccountToken: false
            containers:
              - name: operator
                image: example.com/operator:1.0.0
            volumes:
              - name: token
                projected:
                  sources:
                    - configMap: { name: kube-root-ca.crt }
                    - serviceAccountToken: { path: token, expirationSeconds: 31536000 }
        `,
        at: ['/spec/volumes/0/projected/sources/1/serviceAccountToken/expirationSeconds'],
      },
    ],
  },
});
