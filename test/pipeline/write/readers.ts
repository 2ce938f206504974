import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What another reader made of a text. */
export interface Reading {
  readonly value?: unknown;
  readonly error?: string;
}

/** A YAML reader in another language. */
export interface Reader {
  /** Reads every text in one process. */
  read(texts: readonly string[]): readonly Reading[];
  /** Removes what it was built into. */
  close(): void;
}

const LIMITS = { encoding: 'utf8', maxBuffer: 1 << 30 } as const;

const PYTHON = `
import json, sys, yaml
def read(text):
    try:
        return {"value": yaml.safe_load(text)}
    except Exception as e:
        return {"error": repr(e)}
json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout, default=repr)
`;

/** Whether PyYAML can be had here. */
export function hasPython(): boolean {
  return spawnSync('python3', ['-c', 'import yaml'], { stdio: 'ignore' }).status === 0;
}

/** PyYAML, which is YAML 1.1. */
export function pythonReader(): Reader {
  return {
    read: (texts) => JSON.parse(execFileSync('python3', ['-c', PYTHON], { ...LIMITS, input: JSON.stringify(texts) })),
    close: () => {},
  };
}

/** Whether Go can be had here. */
export function hasGo(): boolean {
  return spawnSync('go', ['version'], { stdio: 'ignore' }).status === 0;
}

/** `sigs.k8s.io/yaml`, with which kubectl, the API server and Argo CD read. Built once. */
export function goReader(): Reader {
  const folder = mkdtempSync(join(tmpdir(), 'stele-go-yaml-'));
  const binary = join(folder, 'go-yaml');
  const source = join(import.meta.dirname, '../../go-yaml');
  execFileSync('go', ['build', '-buildvcs=false', '-o', binary, '.'], { ...LIMITS, cwd: source, stdio: 'pipe' });
  return {
    read: (texts) => JSON.parse(execFileSync(binary, { ...LIMITS, input: JSON.stringify(texts) })),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
