import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isBuilt } from '../build-component.ts';
import { ApiClient } from '../cluster/api-client.ts';
import { AUDIT_POLICY, apiServer, FILES } from '../cluster/control-plane.ts';
import { freePorts } from '../cluster/free-ports.ts';
import { Keeper } from '../cluster/keeper-client.ts';
import { waitFor } from '../cluster/wait.ts';
import { component, folderOf } from '../component-cache.ts';
import type { ComponentName } from '../components.ts';

/**
 * Runs an API server and its store for as long as something is asked of it.
 *
 * @param from - the component whose `kube-apiserver` runs
 * @param flags - more of them, such as `--runtime-config=api/all=true`
 * @throws Error when it is not built, or does not come up; nothing is left running
 */
export async function withApiServer<T>(
  from: ComponentName,
  flags: readonly string[],
  ask: (client: ApiClient) => Promise<T>,
): Promise<T> {
  const missing = [from, 'etcd' as const].filter((name) => !isBuilt(component(name)));
  if (missing.length > 0)
    throw new Error(`not built: ${missing.join(', ')}; run npm run tools -- ${missing.join(' ')}`);
  const folder = mkdtempSync(join(tmpdir(), 'stele-schemas-'));
  const keeper = await Keeper.start(folder);
  try {
    const [etcd = 0, etcdPeers = 0, port = 0] = await freePorts(3);
    const token = prepare(folder);
    const processes = apiServer({
      folder,
      binary: (name) => join(folderOf(component(name === 'etcd' ? 'etcd' : from)), name),
      kubeconfig: () => '',
      ports: { etcd, etcdPeers, apiServer: port },
    });
    for (const process of processes) {
      const more = process.name === 'kube-apiserver' ? flags : [];
      await keeper.run({ ...process, args: [...process.args, ...more] });
    }
    const patience = { what: `${from} to be ready`, timeout: 60_000, explain: () => keeper.casualties().join('\n') };
    // written after the certificate, which is complete then
    await waitFor(async () => existsSync(join(folder, FILES.authorityKey)), patience);
    const client = new ApiClient({
      server: `https://127.0.0.1:${port}`,
      authority: join(folder, FILES.authority),
      token,
    });
    try {
      await waitFor(async () => (await client.answer('GET', '/readyz')).status === 200, patience);
      return await ask(client);
    } finally {
      client.close();
    }
  } finally {
    await keeper.stop();
  }
}

/** Writes the files that the API server reads, and returns the token of who may read everything. */
function prepare(folder: string): string {
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 });
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const token = randomBytes(16).toString('hex');
  write(FILES.serviceAccountKey, privateKey);
  write(FILES.serviceAccountPublicKey, publicKey);
  write(FILES.auditPolicy, JSON.stringify(AUDIT_POLICY));
  write(FILES.tokens, `${token},schemas,schemas,"system:masters"\n`);
  return token;
}
