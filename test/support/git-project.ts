import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CHECKOUT, ProjectFolder } from './project-folder.ts';
import { parseTxtar } from './txtar.ts';

export interface SynthOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The files of a platform without images, see the fixture. */
export function platformFiles(): Map<string, string> {
  return parseTxtar(readFileSync(join(CHECKOUT, 'test/fixtures/tree/platform.txtar'), 'utf8'));
}

/** A platform repository under Git, changed by texts and rendered by the real command. */
export class GitProject {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  /** A repository in a temporary folder, with all files committed. */
  static create(files: Iterable<readonly [string, string]> = platformFiles()): GitProject {
    const project = new GitProject(new ProjectFolder([...files, ['.gitignore', 'node_modules/\n']]).root);
    project.git('init', '--quiet', '--initial-branch=main');
    project.commit();
    return project;
  }

  /** The same repository at another place. */
  copy(): GitProject {
    const root = mkdtempSync(join(tmpdir(), 'stele-test-'));
    cpSync(this.root, root, { recursive: true, verbatimSymlinks: true });
    return new GitProject(root);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Runs Git, whatever the user's own configuration and surroundings say. */
  git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...identity, ...args], { cwd: this.root, encoding: 'utf8', env: plainEnvironment() });
  }

  commit(): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message=test');
  }

  /** Replaces a text that stands exactly once in a file. */
  edit(path: string, from: string, to: string): void {
    const text = this.read(path);
    if (text.split(from).length !== 2) throw new Error(`${path} has ${text.split(from).length - 1} times ${from}`);
    this.write(
      path,
      text.replace(from, () => to),
    );
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  delete(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  /** Every file below a folder with its text, by its path relative to that folder. */
  texts(folder = 'manifests'): Map<string, string> {
    return readTexts(join(this.root, folder));
  }

  /** `git status` of what was rendered: two letters, a blank and the path. */
  changes(): string[] {
    return this.git('status', '--porcelain', '-z', '--untracked-files=all', '--', 'manifests', 'CODEOWNERS')
      .split('\0')
      .filter((line) => line !== '')
      .sort();
  }

  synth(...words: readonly string[]): Promise<SynthOutcome> {
    return this.synthWith({}, ...words);
  }

  /** Runs `stele synth` with some environment variables. */
  synthWith(environment: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<SynthOutcome> {
    return runStele(this.root, ['synth', ...words], environment);
  }

  /** Runs `stele synth` and expects it to end well. */
  async synthesized(...words: readonly string[]): Promise<void> {
    const { code, stdout, stderr } = await this.synth(...words);
    if (code !== 0) throw new Error(`exit code ${code}\n${stdout}${stderr}`);
  }
}

/** Every file and link below a folder with its text, by its path relative to that folder. */
export function readTexts(root: string): Map<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  const files = paths.filter((path) => !lstatSync(join(root, path)).isDirectory());
  return new Map(files.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** Runs the real command to its end. */
export function runStele(
  cwd: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<SynthOutcome> {
  const child = spawn(process.execPath, [join(CHECKOUT, 'cli/stele.js'), ...words], {
    cwd,
    env: { ...plainEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const read = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    read.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    read.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...read }));
  });
}

/** The surroundings without what a user's configuration of Git, or a hook that runs the tests, puts into them. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(GIT_.*|FORCE_COLOR|NO_COLOR|NODE_OPTIONS)$/.test(name),
  );
  return { ...Object.fromEntries(inherited), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
}
