import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { complete } from '../../cli/complete.ts';
import { discoverCommands } from '../../cli/discover.ts';
import { execute, STELE, stele, temporaryFolder, temporaryProject } from './binary.ts';

const entries = await discoverCommands();
const project = temporaryProject();

beforeAll(() => {
  for (const [ring, stack] of [
    ['ring-0', 'web'],
    ['ring-1', 'web'],
    ['ring-1', 'worker'],
  ]) {
    mkdirSync(join(project, 'manifests/prod', ring ?? '', stack ?? '', '_all'), { recursive: true });
  }
  for (const [cluster, stack] of [
    ['prod-eu-1', 'web'],
    ['prod-us-1', 'prod-us-1.web'],
    ['prod-us-1', 'prod-us-1.worker'],
  ]) {
    const folder = join(project, 'manifests/prod/_clusters', cluster ?? '', 'argocd');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `Application.${stack}.yaml`), '');
    writeFileSync(join(folder, 'AppProject.web.yaml'), '');
  }
});

/** What is offered for a line, without descriptions; the cursor is at its end. */
function offered(line: string, cwd = project): string[] {
  return complete(entries, line.split(' ').slice(1), cwd).map((answer) => answer.replace(/\t.*/, ''));
}

describe('completion offers', () => {
  test.each([
    ['stele pr', ['promote']],
    ['stele images ', ['list', 'set', 'unset', '--help']],
    ['stele synth --', ['--check', '--out', '--repository', '--branch', '--format', '--help']],
    ['stele synth --format ', ['text', 'json']],
    ['stele synth --format=j', ['--format=json']],
    ['stele synth --format = j', ['--format=json']],
    ['stele synth --out ', [':folders']],
    ['stele completion ', ['bash', 'zsh', 'fish']],
    ['stele synth prod/ring-1', ['prod/ring-1', 'prod/ring-1/web', 'prod/ring-1/worker']],
    ['stele synth dev prod/ring-0/', ['prod/ring-0/web']],
    ['stele values prod/prod-u', ['prod/prod-us-1', 'prod/prod-us-1/web', 'prod/prod-us-1/worker']],
    ['stele tree prod/', ['prod/prod-eu-1', 'prod/prod-us-1']],
    ['stele tree prod/prod-eu-1 ', []],
    ['stele promote --dry-run staging p', ['prod', 'prod/ring-0', 'prod/ring-1']],
    ['stele images set prod registry.example.com/w', ['registry.example.com/web', 'registry.example.com/worker']],
    ['stele new environment qa --promote-from s', ['staging']],
    ['stele nonsense ', []],
  ])('for "%s"', (line, words) => {
    expect(offered(line)).toEqual(words);
  });

  test('no names outside of a platform repository', () => {
    expect(offered('stele synth ', temporaryFolder())).toEqual([]);
  });

  test('no name that a shell or a terminal would act on', () => {
    const odd = temporaryProject();
    for (const name of ['$(reboot)', 'a b', '\u001b[2J', ';x', 'fine']) {
      mkdirSync(join(odd, 'manifests/dev/_clusters', name), { recursive: true });
    }
    expect(offered('stele tree dev/', odd)).toEqual(['dev/fine']);
  });

  test('names from a repository whose code would not load', async () => {
    const broken = temporaryProject();
    writeFileSync(join(broken, 'environments/prod.ts'), 'throw new Error("run");');
    writeFileSync(join(broken, 'environments/dev.lock.json'), '<<<<<<<');
    const { code, stdout, stderr } = await stele(broken, ['__complete', 'promote', '']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('dev\nprod\nprod/ring-0\nprod/ring-1\nstaging\nstaging/ring-0\n');
  });
});

/** Runs a shell in the project, with the command on its path. */
async function shell(program: string, words: readonly string[]): Promise<string> {
  const bin = temporaryFolder();
  const launcher = `#!/bin/sh\nexec "${process.execPath}" "${STELE}" "$@"\n`;
  writeFileSync(join(bin, 'stele'), launcher, { mode: 0o755 });
  const { code, stdout, stderr } = await execute(program, words, project, {
    PATH: [bin, process.env.PATH].join(delimiter),
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

async function installed(program: string): Promise<boolean> {
  try {
    return (await execute(program, ['-c', 'exit 0'], project)).code === 0;
  } catch {
    return false;
  }
}

const has = { bash: await installed('bash'), zsh: await installed('zsh'), fish: await installed('fish') };

describe('the script for bash', () => {
  const run = (words: string, wordbreaks = '') =>
    shell('bash', [
      '--norc',
      '-c',
      `${wordbreaks}
      source <(stele completion bash)
      COMP_WORDS=(${words}); COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
      _stele
      printf '%s\\n' "\${COMPREPLY[@]}"
      complete -p stele`,
    ]);

  (has.bash ? test.each : test.skip.each)([
    ['stele pro', ['promote']],
    ["stele synth ''", ['dev', 'dev/ring-0', 'prod']],
    ['stele promote --format = j', ['json']],
    ["stele synth --out ''", ['environments']],
  ])('completes "%s"', async (words, expected) => {
    const lines = (await run(words)).split('\n');
    expect(lines).toEqual(expect.arrayContaining([...expected, 'complete -F _stele stele']));
  });

  (has.bash ? test : test.skip)('keeps the option where bash does not take words apart at =', async () => {
    expect(await run('stele promote --format=j', "COMP_WORDBREAKS=' '")).toMatch(/^--format=json\n/);
  });
});

describe('the script for zsh', () => {
  (has.zsh ? test : test.skip)('hands words and descriptions to _describe', async () => {
    const script = `
      compdef() { : }
      _describe() { print -rl -- "\${(@P)2}" }
      source <(stele completion zsh)
      words=(stele promo); CURRENT=2; _stele
      words=(stele images set prod registry.example.com/we); CURRENT=5; _stele`;
    expect(await shell('zsh', ['-f', '-c', script])).toBe(
      'promote:Move the image versions of a ring to the next ring or environment\nregistry.example.com/web\n',
    );
  });
});

describe('the script for fish', () => {
  (has.fish ? test : test.skip)('completes words with their descriptions', async () => {
    const script = "stele completion fish | source; complete -C 'stele promo'; complete -C 'stele tree prod/'";
    expect(await shell('fish', ['--no-config', '-c', script])).toBe(
      'promote\tMove the image versions of a ring to the next ring or environment\nprod/prod-eu-1\nprod/prod-us-1\n',
    );
  });
});
