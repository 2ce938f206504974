import { readFileSync } from 'node:fs';
import { describe, expect, jest, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { CheckedFolder, ONLY, PRIVILEGED_POD } from '../../checked-folder.ts';

// each case starts the command, some several times
jest.setTimeout(30_000);

const folder = new CheckedFolder();
const PRIVILEGED = folder.write('privileged.yaml', PRIVILEGED_POD);

describe('stele check of files', () => {
  test('says by object what is wrong, at which line, and what to do', async () => {
    const { code, stdout, stderr } = await folder.check(PRIVILEGED, ...ONLY);
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
    const { code, stdout } = await folder.check(PRIVILEGED, ...ONLY, '--format', 'json');
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
    folder.write('odd.yaml', PRIVILEGED_POD.replace('name: debug', 'name: "a b%<é>"'));
    const { code, stdout } = await folder.check(PRIVILEGED, 'odd.yaml', '--format', 'sarif');
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
    folder.write('hostile.yaml', PRIVILEGED_POD.replace('debug', JSON.stringify(hostile)));
    const { stdout } = await folder.check('hostile.yaml', ...ONLY, '--format', 'markdown');
    const [, , title, , , , head, , row] = stdout.split('\n');
    expect(title).toMatch(/^### Pod shop\//);
    expect(title).not.toMatch(/[[\]<>|`@]|https:/);
    expect(row?.match(/(?<!\\)\|/g)?.length).toBe(head?.match(/\|/g)?.length ?? 0);
  });

  test('steers no terminal by what a manifest holds', async () => {
    const hostile = PRIVILEGED_POD.replace('name: shell', 'name: "\\e[31m\\u202e"');
    const formats = ['text', 'json', 'sarif', 'markdown'];
    const outcomes = await Promise.all(formats.map((format) => folder.checkText(hostile, ...ONLY, '--format', format)));
    for (const { stdout } of outcomes) {
      expect(stdout).not.toMatch(/\p{Bidi_Control}/u);
      expect(stdout).not.toContain('\u001b');
      expect(stdout).toContain('no-privileged');
    }
  });

  test('shows no value of a Secret, nor all of an object', async () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { password: hunter2 }\n';
    const pod = PRIVILEGED_POD.replace(
      '      securityContext:',
      '      env: [{ name: PASSWORD, value: hunter2 }]\n      securityContext:',
    );
    const { stdout } = await folder.checkText(`${secret}---\n${pod}`, '--format', 'json');
    expect(stdout).not.toContain('hunter2');
  });
});

/** The schema is of draft 4, and what it uses means the same in draft 7, by other names. */
function sarifValidator() {
  const url = new URL('../../../fixtures/sarif/sarif-2.1.0.json', import.meta.url);
  const { $schema: _schema, id: _id, ...schema } = JSON.parse(readFileSync(url, 'utf8'));
  return new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
}
