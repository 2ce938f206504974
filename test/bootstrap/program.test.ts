import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { rootApplication, rootProject } from '../../constructs/argocd/index.ts';
import { execute, temporaryProject } from '../cli/binary.ts';
import { CHECKOUT } from '../support/project-folder.ts';

const PROGRAM = join(CHECKOUT, 'test/bootstrap/run-program.ts');
const KUBECONFIG = 'kind: Config\nusers: [{name: admin, user: {token: s3cr3t}}]\n';

/** How Pulumi marks a secret on its way to the engine: https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/nodejs/runtime/rpc.ts */
const SECRET = { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270' };

const config = { repository: { url: 'https://git.example.com/acme/platform.git', branch: 'main' } };

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly provider: string;
  readonly version: string;
  readonly protect: boolean;
  readonly dependencies: readonly string[];
  readonly inputs: unknown;
}

interface Ran {
  readonly registered: readonly Registered[];
  readonly error?: string;
}

/** Runs the program for a stack; `edit` changes a file of its repository before. */
async function run(words: readonly string[], project = temporaryProject()): Promise<Ran> {
  const { code, stdout, stderr } = await execute(process.execPath, [PROGRAM, ...words], project);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Ran;
}
