import { spawn } from 'node:child_process';
import { binary, type Cluster } from './cluster.ts';
import { GO_RUNTIME } from './control-plane.ts';
import type { IdentityName } from './identities.ts';

/** What a run of kubectl printed. */
export interface KubectlResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** As much of a cluster as kubectl needs. */
export type Reachable = Pick<Cluster, 'folder' | 'kubeconfig'>;

/** Runs kubectl as somebody. It does not throw when kubectl fails. */
export function tryKubectl(
  cluster: Reachable,
  identity: IdentityName,
  args: readonly string[],
  input = '',
): Promise<KubectlResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary('kubectl'), ['--kubeconfig', cluster.kubeconfig(identity), ...args], {
      // its cache of the API belongs to this cluster
      env: { ...GO_RUNTIME, HOME: cluster.folder },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
    child.stdin.end(input);
  });
}

/**
 * Runs kubectl as the installer, and returns what it printed.
 *
 * @throws Error with what it said when it failed
 */
export async function kubectl(cluster: Reachable, args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await tryKubectl(cluster, 'installer', args, input);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr.trim()}`);
  return stdout;
}
