import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { execute, STELE, stele, temporaryProject } from './binary.ts';

describe('what the user can fix', () => {
  test('is reported together, each once, with exit code 2', async () => {
    const project = temporaryProject();
    writeFileSync(join(project, 'stacks/apps/web.ts'), '');
    writeFileSync(join(project, 'stacks/apps/worker.ts'), '\n');
    const { code, stdout, stderr } = await stele(project, ['synth']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')).toEqual(
      expect.arrayContaining([
        'stacks/apps/web.ts: is empty; write what it should export, or remove it',
        'stacks/apps/worker.ts: is empty; write what it should export, or remove it',
      ]),
    );
    expect(stderr).toMatch(/\n\d+ problems\n$/);
    expect(stderr).not.toContain('    at ');
  });

  test('is a part that does not exist', async () => {
    const { code, stderr } = await stele(temporaryProject(), ['synth', 'prod/ring-7']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'prod/ring-7: prod has no ring or cluster "ring-7" (did you mean "ring-0"?); there are: ring-0, ring-1, prod-eu-1, prod-us-1\n1 problem\n',
    );
  });

  test('is a folder that cannot be written', async () => {
    // a mode would not stop root
    const { code, stdout, stderr } = await stele(temporaryProject(), ['synth', '--out', '/dev/null/manifests']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('manifests: a file stands where a folder belongs; move it away, and run again\n1 problem\n');
  });
});

describe('a module', () => {
  test('that awaits what never happens is not mistaken for success', async () => {
    const project = temporaryProject();
    writeFileSync(join(project, 'stacks/apps/stuck.ts'), 'await new Promise(() => undefined);');
    const { code, stderr } = await stele(project, ['synth']);
    expect(code).toBe(2);
    expect(stderr).toContain('stele: a module awaits something that never happens');
  });

  test('that ends the process is not mistaken for success', async () => {
    const project = temporaryProject();
    writeFileSync(join(project, 'stacks/apps/exit.ts'), 'process.exit(0);');
    expect((await stele(project, ['synth'])).code).toBe(2);
  });

  test('that fails later on ends the command with 70', async () => {
    const project = temporaryProject();
    const source = `setTimeout(() => { throw new Error('late'); }, 0);\nawait new Promise((done) => setTimeout(done, 60_000));`;
    writeFileSync(join(project, 'stacks/apps/late.ts'), source);
    const { code, stderr } = await stele(project, ['synth']);
    expect(code).toBe(70);
    expect(stderr).toMatch(/^Error: late\n {4}at /);
  });

  test('that leaves work behind does not keep the command from ending', async () => {
    const project = temporaryProject();
    writeFileSync(join(project, 'stacks/apps/busy.ts'), 'setInterval(() => undefined, 1000);');
    expect((await stele(project, ['images', 'list'])).code).toBe(0);
  });
});

describe('Ctrl-C', () => {
  test('ends with exit code 130 and says nothing', async () => {
    const project = temporaryProject();
    const started = join(project, 'started');
    writeFileSync(
      join(project, 'stacks/apps/slow.ts'),
      `import { writeFileSync } from 'node:fs';\nwriteFileSync('${started}', '');\nawait new Promise((done) => setTimeout(done, 60_000));\n`,
    );
    const child = spawn(process.execPath, [STELE, 'synth'], { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        said += text;
      });
    }
    const ended = new Promise((resolve) => child.on('close', (code) => resolve(code)));
    while (!existsSync(started) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill('SIGINT');
    expect({ code: await ended, said }).toEqual({ code: 130, said: '' });
    expect(existsSync(join(project, 'manifests'))).toBe(false);
  });
});

describe('a reader that stops early', () => {
  test('ends the command quietly, with the exit code of what it did', async () => {
    const script = `exec 3>&1; { "$0" "$1" images list --format json; echo "exit $?" >&3; } | true`;
    const { stdout, stderr } = await execute('bash', ['-c', script, process.execPath, STELE], temporaryProject());
    expect({ stdout, stderr }).toEqual({ stdout: 'exit 0\n', stderr: '' });
  });
});
