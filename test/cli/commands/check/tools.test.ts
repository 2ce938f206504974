import { describe, expect, jest, test } from '@jest/globals';
import { CheckedFolder, ONLY, PRIVILEGED_POD, reportOf } from '../../checked-folder.ts';

// each case starts the command, some several times
jest.setTimeout(30_000);

const folder = new CheckedFolder();

describe('stele check of what tools print', () => {
  const HELM = `---
# Source: web/templates/empty.yaml
---
# Source: web/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
  labels:
    helm.sh/chart: web-1.0.0
    app.kubernetes.io/managed-by: Helm
  annotations:
spec:
  type: NodePort
  ports:
    - port: 80
      targetPort: http
  selector:
    app.kubernetes.io/name: web
---
# Source: web/templates/tests/test-connection.yaml
apiVersion: v1
kind: Pod
metadata:
  name: "web-test-connection"
  annotations:
    "helm.sh/hook": test
spec:
  containers:
    - name: wget
      image: busybox
      command: ['wget']
      args: ['web:80']
      securityContext: null
  restartPolicy: Never
`;

  test('reads what helm template prints: comments, empty documents and values, hooks', async () => {
    const outcome = await folder.checkText(HELM, '--only', 'no-node-ports,no-mutable-tag', '--format', 'json');
    expect(reportOf(outcome).findings.map(({ rule, file, line, object }) => [rule, file, line, object])).toEqual([
      ['no-node-ports', '<stdin>', 14, { apiVersion: 'v1', kind: 'Service', namespace: null, name: 'web' }],
      [
        'no-mutable-tag',
        '<stdin>',
        31,
        { apiVersion: 'v1', kind: 'Pod', namespace: null, name: 'web-test-connection' },
      ],
    ]);
  });

  test('reads what kustomize build prints: one stream in the order of kinds, anchors written out', async () => {
    const text = `apiVersion: v1
kind: Namespace
metadata:
  name: shop
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: prod-web
  namespace: shop
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - image: example.com/web:1.2.3
        name: web
        securityContext:
          privileged: true
`;
    const outcome = await folder.checkText(text, ...ONLY, '--format', 'json');
    expect(reportOf(outcome).findings.map(({ line, pointer }) => [line, pointer])).toEqual([
      [24, '/spec/template/spec/containers/0/securityContext/privileged'],
    ]);
  });

  test('reads a List, and points into it', async () => {
    const text = `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata: { name: a }
    spec:
      type: NodePort
`;
    const outcome = await folder.checkText(text, '--only', 'no-node-ports', '--format', 'json');
    expect(reportOf(outcome).findings.map(({ line, pointer }) => [line, pointer])).toEqual([[8, '/spec/type']]);
  });

  test('takes a folder, and says what it left out', async () => {
    folder.write('chart/values.yaml', 'replicas: 3\n');
    folder.write('chart/templates/web.yaml', 'kind: {{ .Values.kind }\n  a: {{ b }}\n');
    folder.write('chart/rendered/pod.yaml', PRIVILEGED_POD);
    const { code, stdout, stderr } = await folder.check('chart', ...ONLY);
    expect(code).toBe(1);
    expect(stdout).toContain('at chart/rendered/pod.yaml:11 ');
    expect(stderr).toMatch(/^chart\/templates\/web\.yaml: line \d+: .*helm template … \| stele check -$/m);
    expect(stderr).toMatch(/^chart\/values\.yaml: holds no Kubernetes object; /m);
  });

  test('names an object that has no name yet by what it begins with', async () => {
    const text = PRIVILEGED_POD.replace('name: debug', 'generateName: debug-');
    const { stdout } = await folder.checkText(text, ...ONLY);
    expect(stdout).toMatch(/^Pod shop\/debug-\*\n/);
  });
});
