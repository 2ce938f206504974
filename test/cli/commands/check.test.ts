import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Ajv } from 'ajv';
import type { FindingReport } from '../../../cli/report/finding-report.ts';
import { execute, type Outcome, STELE, stele, temporaryFolder, temporaryProject } from '../binary.ts';

// each case starts the command, some several times
jest.setTimeout(30_000);

const folder = temporaryFolder();

function write(path: string, text: string): string {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
  return path;
}

const check = (...words: string[]): Promise<Outcome> => stele(folder, ['check', ...words]);
const checkText = (text: string, ...words: string[]): Promise<Outcome> =>
  stele(folder, ['check', '-', ...words], {}, text);

function reportOf({ stdout }: Outcome): FindingReport {
  return JSON.parse(stdout) as FindingReport;
}

const PRIVILEGED = write(
  'privileged.yaml',
  `apiVersion: v1
kind: Pod
metadata:
  name: debug
  namespace: shop
spec:
  containers:
    - name: shell
      image: example.com/shell:1.0.0
      securityContext:
        privileged: true
`,
);
const ONLY = ['--only', 'no-privileged'];

describe('stele check of files', () => {
  test('says by object what is wrong, at which line, and what to do', async () => {
    const { code, stdout, stderr } = await check(PRIVILEGED, ...ONLY);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: '1 object: 1 error, 0 warnings, 0 pieces of advice\n',
    });
    const [name, error, place, remedy] = stdout.split('\n');
    expect(name).toBe('Pod shop/debug');
    expect(error).toBe('  error no-privileged: container shell must not run privileged (true)');
    expect(place).toBe('    at privileged.yaml:11 /spec/containers/0/securityContext/privileged');
    expect(remedy).toMatch(/^ {4}\S/);
  });

  test('prints JSON of the documented form', async () => {
    const { code, stdout } = await check(PRIVILEGED, ...ONLY, '--format', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      findings: [
        {
          rule: 'no-privileged',
          severity: 'error',
          object: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'debug' },
          file: 'privileged.yaml',
          line: 11,
          pointer: '/spec/containers/0/securityContext/privileged',
          value: true,
          message: 'container shell must not run privileged',
          remedy: expect.any(String),
          waived: null,
        },
      ],
      summary: { objects: 1, error: 1, warning: 0, advice: 0, waived: 0, baseline: 0 },
    });
  });

  test('prints SARIF that its schema accepts', async () => {
    write('odd.yaml', readFileSync(join(folder, PRIVILEGED), 'utf8').replace('name: debug', 'name: "a b%<é>"'));
    const { code, stdout } = await check(PRIVILEGED, 'odd.yaml', '--format', 'sarif');
    expect(code).toBe(1);
    const log = JSON.parse(stdout);
    const validate = sarifValidator();
    validate(log);
    expect(validate.errors).toBeNull();
    const [run] = log.runs;
    const result = run.results.find(({ ruleId }: { ruleId: string }) => ruleId === 'no-privileged');
    expect(run.tool.driver.rules[result.ruleIndex].id).toBe('no-privileged');
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'privileged.yaml' },
      region: { startLine: 11 },
    });
  });

  test('prints Markdown in which a name of somebody else is only a name', async () => {
    const hostile = 'x](https://evil.example.com) | <img src=x> `a` @all';
    write('hostile.yaml', readFileSync(join(folder, PRIVILEGED), 'utf8').replace('debug', JSON.stringify(hostile)));
    const { stdout } = await check('hostile.yaml', ...ONLY, '--format', 'markdown');
    const [, , title, , , , head, , row] = stdout.split('\n');
    expect(title).toMatch(/^### Pod shop\//);
    expect(title).not.toMatch(/[[\]<>|`@]|https:/);
    expect(row?.match(/(?<!\\)\|/g)?.length).toBe(head?.match(/\|/g)?.length ?? 0);
  });

  test('steers no terminal by what a manifest holds', async () => {
    const hostile = readFileSync(join(folder, PRIVILEGED), 'utf8').replace('name: shell', 'name: "\\e[31m\\u202e"');
    const formats = ['text', 'json', 'sarif', 'markdown'];
    const outcomes = await Promise.all(formats.map((format) => checkText(hostile, ...ONLY, '--format', format)));
    for (const { stdout } of outcomes) {
      expect(stdout).not.toMatch(/\p{Bidi_Control}/u);
      expect(stdout).not.toContain('\u001b');
      expect(stdout).toContain('no-privileged');
    }
  });

  test('shows no value of a Secret, nor all of an object', async () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { password: hunter2 }\n';
    const pod = readFileSync(join(folder, PRIVILEGED), 'utf8').replace(
      '      securityContext:',
      '      env: [{ name: PASSWORD, value: hunter2 }]\n      securityContext:',
    );
    const { stdout } = await checkText(`${secret}---\n${pod}`, '--format', 'json');
    expect(stdout).not.toContain('hunter2');
  });
});

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
    const outcome = await checkText(HELM, '--only', 'no-node-ports,no-mutable-tag', '--format', 'json');
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
    const outcome = await checkText(text, ...ONLY, '--format', 'json');
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
    const outcome = await checkText(text, '--only', 'no-node-ports', '--format', 'json');
    expect(reportOf(outcome).findings.map(({ line, pointer }) => [line, pointer])).toEqual([[8, '/spec/type']]);
  });

  test('takes a folder, and says what it left out', async () => {
    write('chart/values.yaml', 'replicas: 3\n');
    write('chart/templates/web.yaml', 'kind: {{ .Values.kind }\n  a: {{ b }}\n');
    write('chart/rendered/pod.yaml', readFileSync(join(folder, PRIVILEGED), 'utf8'));
    const { code, stdout, stderr } = await check('chart', ...ONLY);
    expect(code).toBe(1);
    expect(stdout).toContain('at chart/rendered/pod.yaml:11 ');
    expect(stderr).toMatch(/^chart\/templates\/web\.yaml: line \d+: .*helm template … \| stele check -$/m);
    expect(stderr).toMatch(/^chart\/values\.yaml: holds no Kubernetes object; /m);
  });

  test('names an object that has no name yet by what it begins with', async () => {
    const text = readFileSync(join(folder, PRIVILEGED), 'utf8').replace('name: debug', 'generateName: debug-');
    const { stdout } = await checkText(text, ...ONLY);
    expect(stdout).toMatch(/^Pod shop\/debug-\*\n/);
  });
});

describe('stele check refuses, with what to do,', () => {
  test.each([
    ['no input at all', '', '<stdin>: holds no Kubernetes object; '],
    ['broken YAML', 'kind: Pod\n  a: [\n', '<stdin>: line 2: '],
    ['a bomb', `a: &a [${'x,'.repeat(100)}]\n${bomb()}`, '<stdin>: aliases make more than 1000000 values of it'],
    ['too deep a nesting', '['.repeat(100_000), '<stdin>: line 1: nesting exceeded'],
    ['a key that stands twice', 'kind: Pod\nkind: Pod\n', '<stdin>: line 2: '],
    ['a null byte', 'kind: "\u0000"\n', '<stdin>: '],
  ])('%s', async (_what, input, message) => {
    const { code, stdout, stderr } = await checkText(input);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.slice(0, message.length)).toBe(message);
    expect(stderr.trimEnd().split('\n').length).toBeLessThan(4);
  });

  test.each([
    [['missing.yaml'], 'missing.yaml: does not exist; name a file, a folder, or - for standard input'],
    [
      [PRIVILEGED, '--only', 'no-privilegd'],
      '--only: "no-privilegd" is no rule (did you mean "no-privileged"?); list them with: stele explain',
    ],
    [
      [PRIVILEGED, '--skip', 'a,,'],
      '--skip: "a" is no rule; list them with: stele explain\n--skip: "" is no rule; list them with: stele explain',
    ],
    [[PRIVILEGED, '--kubernetes', 'new'], '--kubernetes: "new" is no version of Kubernetes; write for example 1.36'],
    [
      [PRIVILEGED, '--baseline', 'none.json'],
      'none.json: cannot be read; write it with: stele check --format json > none.json',
    ],
    [
      [PRIVILEGED, '--baseline', PRIVILEGED],
      'privileged.yaml: is no report of version 1; write it with: stele check --format json > privileged.yaml',
    ],
  ])('%j', async (words, message) => {
    const { code, stdout, stderr } = await check(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.replace(/\n\d+ problems?\n$/, '')).toBe(message);
  });
});

/** Nine aliases of nine aliases…: few lines, and a thousand million values. */
function bomb(): string {
  const letters = [...'bcdefghi'];
  return letters.map((letter, index) => `${letter}: &${letter} [${`*${'abcdefgh'[index]},`.repeat(9)}]\n`).join('');
}

describe('stele check with options', () => {
  const WARNED = write(
    'warned.yaml',
    'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: a }\nspec:\n  hostAliases: [{ ip: 127.0.0.1 }]\n  containers: []\n',
  );

  test('fails for a warning under --strict only', async () => {
    expect((await check(WARNED, '--only', 'no-host-aliases')).code).toBe(0);
    expect((await check(WARNED, '--only', 'no-host-aliases', '--strict')).code).toBe(1);
  });

  test('leaves out the rules of --skip', async () => {
    const { findings } = reportOf(
      await check(PRIVILEGED, '--skip', 'no-privileged, require-digest', '--format', 'json'),
    );
    const rules = new Set(findings.map(({ rule }) => rule));
    expect(rules.has('no-privileged')).toBe(false);
    expect(rules.has('require-digest')).toBe(false);
    expect(rules.has('require-non-root')).toBe(true);
  });

  test('asks under --level for what the level asks for, whoever has waived it', async () => {
    const text = readFileSync(join(folder, PRIVILEGED), 'utf8').replace(
      'namespace: shop',
      "namespace: shop\n  annotations:\n    stele.dev/waive.no-privileged: 'reads the nodes (owner: web, until: 2999-01-01)'",
    );
    const waived = reportOf(await checkText(text, ...ONLY, '--format', 'json'));
    expect(waived.summary).toMatchObject({ error: 0, waived: 1 });
    const baseline = reportOf(await checkText(text, '--level', 'baseline', '--format', 'json'));
    expect(baseline.findings.map(({ rule, severity, waived }) => [rule, severity, waived])).toEqual([
      ['no-privileged', 'error', null],
    ]);
    const restricted = reportOf(await checkText(text, '--level', 'restricted', '--format', 'json'));
    expect(restricted.findings.map(({ rule }) => rule)).toContain('require-seccomp');
    expect(restricted.findings.map(({ rule }) => rule)).not.toContain('require-digest');
  });

  test('folds advice that is the same for many objects, except in JSON', async () => {
    const pods = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      readFileSync(join(folder, PRIVILEGED), 'utf8').replace('debug', name),
    );
    const only = ['--only', 'require-user-namespace'];
    const { code, stdout, stderr } = await checkText(pods.join('---\n'), ...only);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '5 objects: 0 errors, 0 warnings, 5 pieces of advice\n' });
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^advice require-user-namespace: .*, 5 times$/),
      '    on Pod shop/a, Pod shop/b, Pod shop/c and 2 more',
    ]);
    expect(reportOf(await checkText(pods.join('---\n'), ...only, '--format', 'json')).findings).toHaveLength(5);
  });

  test('counts with --baseline only what is new, wherever its line has moved to', async () => {
    const old = await check(PRIVILEGED, '--format', 'json');
    write('before.json', old.stdout);
    const again = await check(PRIVILEGED, '--baseline', 'before.json');
    expect(again.code).toBe(0);
    expect(again.stdout).toBe('');
    expect(again.stderr).toMatch(new RegExp(`, ${reportOf(old).findings.length} in the baseline\n$`));
    const moved = `# a comment\n\n${readFileSync(join(folder, PRIVILEGED), 'utf8')}  hostNetwork: true\n`;
    const outcome = await checkText(moved, '--baseline', 'before.json', '--format', 'json');
    expect(outcome.code).toBe(1);
    expect(reportOf(outcome).findings.map(({ rule, line }) => [rule, line])).toEqual([['no-host-namespaces', 14]]);
  });

  test('counts as new what a waiver in the baseline permitted', async () => {
    const plain = readFileSync(join(folder, PRIVILEGED), 'utf8');
    const waived = plain.replace(
      'namespace: shop',
      "namespace: shop\n  annotations: { stele.dev/waive.no-privileged: 'a reason (owner: web, until: 2999-01-01)' }",
    );
    write('waived.json', (await checkText(waived, ...ONLY, '--format', 'json')).stdout);
    expect((await checkText(plain, ...ONLY, '--baseline', 'waived.json')).code).toBe(1);
  });

  test('goes on when whoever reads it stops', async () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      readFileSync(join(folder, PRIVILEGED), 'utf8').replace('debug', `pod-${index}`),
    );
    write('many.yaml', many.join('---\n'));
    const script = `{ "${process.execPath}" "${STELE}" check many.yaml; echo "code $?" >&2; } | head -n 1`;
    const { stdout, stderr } = await execute('sh', ['-c', script], folder);
    expect(stdout).toBe('Pod shop/pod-0\n');
    expect(stderr).toMatch(/code 1\n$/);
  });
});

describe('stele check of waivers', () => {
  const WAIVED = 'a reason (owner: web, until: 2999-01-01)';
  const withWaiver = (rule: string, text: string) =>
    readFileSync(join(folder, PRIVILEGED), 'utf8').replace(
      'namespace: shop',
      `namespace: shop\n  annotations:\n    stele.dev/waive.${rule}: '${text}'`,
    );

  test.each([
    ['is not needed', 'no-host-namespaces', WAIVED, 'error', /is not needed/],
    [
      'names no rule',
      'no-privilege',
      WAIVED,
      'error',
      /names no rule: no-privilege \(did you mean "no-privileged"\?\)/,
    ],
    ['has no date', 'no-privileged', 'a reason (owner: web)', 'error', /./],
    ['has a date that is none', 'no-privileged', 'a reason (owner: web, until: 2999-02-30)', 'error', /./],
    ['has expired', 'no-privileged', 'a reason (owner: web, until: 2020-01-01)', 'warning', /expired on 2020-01-01/],
  ])('one that %s', async (_what, rule, text, severity, message) => {
    const outcome = await checkText(withWaiver(rule, text), '--format', 'json');
    const found = reportOf(outcome).findings.filter((finding) => finding.rule === 'valid-waiver');
    expect(found).toEqual([expect.objectContaining({ severity, line: 7, message: expect.stringMatching(message) })]);
  });
});

describe('stele check of a repository', () => {
  const project = temporaryProject();
  beforeAll(async () => {
    await stele(project, ['synth']);
  }, 60_000);

  test('looks at the manifests on disk, with the version and the tier of each cluster', async () => {
    const { code, stdout, stderr } = await stele(project, ['check', '--only', 'no-privileged,valid-waiver']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^\d+ objects: 0 errors, 0 warnings, 0 pieces of advice\n$/);
  });

  test('refuses options that are for paths', async () => {
    const { code, stderr } = await stele(project, ['check', '--tier', 'staging', '--kubernetes', '1.36']);
    expect(code).toBe(2);
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^--kubernetes: is for paths: .*stele check manifests --kubernetes 1\.36$/),
      expect.stringMatching(/^--tier: is for paths: .*stele check manifests --tier staging$/),
    ]);
  });

  test('finds what was weakened by hand, at its line', async () => {
    const path = 'manifests/prod/ring-1/worker/_all/_cluster/Namespace.worker.yaml';
    const file = join(project, path);
    const before = readFileSync(file, 'utf8');
    const label = 'pod-security.kubernetes.io/enforce: ';
    writeFileSync(file, before.replace(`${label}restricted`, `${label}privileged`));
    const { code, stdout } = await stele(project, ['check', '--only', 'require-pod-security-label']);
    const line = before.split('\n').findIndex((text) => text.includes(label)) + 1;
    expect(code).toBe(1);
    expect(stdout).toContain(`    at ${path}:${line} /metadata/labels/pod-security.kubernetes.io~1enforce\n`);
  });
});

describe('stele check with settings and rules of a repository', () => {
  const project = temporaryProject();
  const config = join(project, 'stele.config.ts');
  const before = readFileSync(config, 'utf8');
  afterAll(() => writeFileSync(config, before));
  const set = (settings: string) =>
    writeFileSync(config, before.replace('defineConfig({', `defineConfig({ ${settings}`));
  const pod = readFileSync(join(folder, PRIVILEGED), 'utf8');
  const checkThere = async (...words: string[]) =>
    reportOf(await stele(project, ['check', '-', '--format', 'json', ...words], {}, pod));

  test('takes severities by tier', async () => {
    set("rules: { 'no-privileged': { severity: 'warning', tiers: { development: { severity: 'off' } } } },");
    expect((await checkThere(...ONLY)).summary).toMatchObject({ error: 0, warning: 1 });
    expect((await checkThere(...ONLY, '--tier', 'development')).summary).toMatchObject({ error: 0, warning: 0 });
    // admission knows no settings
    expect((await checkThere('--level', 'baseline', '--tier', 'development')).summary).toMatchObject({ error: 1 });
  });

  test('warns of errors of rules that came after rulesSince', async () => {
    set("rulesSince: '0.0.9',");
    expect((await checkThere(...ONLY)).summary).toMatchObject({ error: 0, warning: 1 });
  });

  test('applies the rules of a folder, with parameters', async () => {
    mkdirSync(join(project, 'rules'));
    writeFileSync(
      join(project, 'rules/require-team.ts'),
      `import { defineRule, read, z } from 'stele';

export default defineRule({
  kind: 'object',
  id: 'require-team',
  title: 'A team',
  severity: 'error',
  why: 'Somebody has to be asked.',
  fix: 'Write the label.',
  upstream: [],
  links: [],
  since: '1.0.0',
  looksAt: 'pods',
  parameters: z.object({ label: z.string().default('team') }),
  check(object, { parameters }) {
    const team = read.textAt(object, 'metadata', 'labels', parameters.label);
    return team === undefined ? [{ pointer: '/metadata', message: \`lacks the label \${parameters.label}\` }] : [];
  },
  examples: {
    pass: [{ title: 'a team', yaml: 'kind: Pod' }],
    fail: [{ title: 'none', yaml: 'kind: Pod', at: ['/metadata'] }],
  },
});
`,
    );
    set("ruleFolder: 'rules', rules: { 'require-team': { parameters: { label: 'owner' } } },");
    const { findings } = await checkThere('--only', 'require-team');
    expect(findings).toEqual([
      expect.objectContaining({ rule: 'require-team', line: 3, message: 'lacks the label owner', value: null }),
    ]);
    expect((await stele(project, ['explain', 'require-team'])).stdout).toMatch(/^require-team: A team \(error; /);
  });
});

/** The schema is of draft 4, and what it uses means the same in draft 7, by other names. */
function sarifValidator() {
  const url = new URL('../../fixtures/sarif/sarif-2.1.0.json', import.meta.url);
  const { $schema: _schema, id: _id, ...schema } = JSON.parse(readFileSync(url, 'utf8'));
  return new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
}
