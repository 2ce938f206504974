import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readHead } from '../../../pipeline/git/head.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stele-head-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function git(...args: string[]): void {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'ignore' });
}

function commit(): void {
  git('init');
  git('add', '-A');
  git('commit', '-m', 'test');
}

describe('readHead', () => {
  it('lists the committed manifests, whatever the working tree says', () => {
    write('manifests/prod/a.yaml', 'a: 1\n');
    write('README.md', 'no manifest\n');
    commit();
    write('manifests/prod/b.yaml', 'b: 1\n');
    rmSync(join(root, 'manifests/prod/a.yaml'));
    expect(readHead(root)?.paths).toEqual(['prod/a.yaml']);
  });

  it('reads the texts that are asked for', () => {
    write('manifests/a.yaml', 'a: ä\n\n');
    write('manifests/b.yaml', '');
    write('manifests/same.yaml', 'a: ä\n\n');
    write('manifests/odd name%2C.yaml', 'odd: true');
    commit();
    const asked = ['a.yaml', 'b.yaml', 'odd name%2C.yaml', 'same.yaml', 'absent.yaml'];
    expect(readHead(root)?.read(asked)).toEqual(
      new Map([
        ['a.yaml', 'a: ä\n\n'],
        ['b.yaml', ''],
        ['odd name%2C.yaml', 'odd: true'],
        ['same.yaml', 'a: ä\n\n'],
      ]),
    );
  });

  it('reads a platform that is a folder of a larger repository', () => {
    write('platform/manifests/a.yaml', 'a: 1\n');
    commit();
    expect(readHead(join(root, 'platform'))?.read(['a.yaml'])).toEqual(new Map([['a.yaml', 'a: 1\n']]));
  });

  it('passes over links', () => {
    write('manifests/a.yaml', 'a: 1\n');
    symlinkSync('a.yaml', join(root, 'manifests/link.yaml'));
    commit();
    expect(readHead(root)?.paths).toEqual(['a.yaml']);
  });

  it('finds nothing to compare with outside a repository', () => {
    expect(readHead(root)).toBeUndefined();
  });

  it('finds nothing to compare with before the first commit', () => {
    git('init');
    expect(readHead(root)).toBeUndefined();
  });

  it('finds no manifests in a repository that has none yet', () => {
    write('README.md', 'nothing\n');
    commit();
    expect(readHead(root)?.paths).toEqual([]);
  });
});
