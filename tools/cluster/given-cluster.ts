import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { ApiClient } from './api-client.ts';
import { Claims } from './claims.ts';
import { binary, type Cluster, needComponents } from './cluster.ts';
import type { IdentityName } from './identities.ts';
import { kubeconfig } from './kubeconfig.ts';
import { kubectl } from './kubectl.ts';

/** A cluster that somebody else runs, and lets tests write to: what they make there they take away again. */
export interface GivenCluster extends Pick<Cluster, 'folder' | 'as' | 'kubeconfig' | 'stop'> {
  /** Name of the context in the kubeconfig. */
  readonly context: string;
  /** What the tests made, to be deleted. */
  readonly claims: Claims;
}

/** The Namespace that says that tests may write to a cluster, by a label; it also holds their ServiceAccount. */
export const CONSENT = { namespace: 'stele-e2e', label: 'stele.dev/e2e', value: 'allowed' } as const;

const ACCOUNT = 'installer';
const BINDING = `${CONSENT.namespace}-${ACCOUNT}`;

/**
 * Opens the cluster of a kubeconfig's current context.
 *
 * Whatever way the kubeconfig itself gets in, tests do so as a ServiceAccount of their own with the role cluster-admin
 * and a token for two hours; `stop` deletes it.
 *
 * @throws UserError when the cluster does not consent, or cannot be reached
 */
export async function openGivenCluster(path: string): Promise<GivenCluster> {
  needComponents(['kubernetes']);
  const owner = new Owner(path);
  const { context, server, authority } = owner.place();
  owner.needConsent(context);
  const folder = mkdtempSync(join(tmpdir(), 'stele-given-'));
  const leave = () => {
    owner.dismiss();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const access = { server, authority: join(folder, 'authority.crt'), token: owner.introduce() };
    writeFileSync(access.authority, authority);
    const config = join(folder, 'kubeconfig.yaml');
    writeFileSync(config, kubeconfig(access), { mode: 0o600 });
    const client = new ApiClient(access);
    const reachable = { folder, kubeconfig: installerOnly(config) };
    const claims = new Claims(context, (args) => kubectl(reachable, args));
    return {
      ...reachable,
      context,
      claims,
      as: installerOnly(client),
      async stop() {
        try {
          await claims.release();
        } finally {
          client.close();
          leave();
        }
      },
    };
  } catch (error) {
    leave();
    throw error;
  }
}

/** Why a given cluster cannot show what Argo CD does, or undefined when it can. */
export function whyWithoutArgoCD(path: string): string | undefined {
  const found = new Owner(path).run(['get', 'crd', 'applications.argoproj.io', '--ignore-not-found', '--output=name']);
  return found === '' ? 'Argo CD is not installed in the given cluster' : undefined;
}

/** Somebody other than the installer is not known there. */
function installerOnly<T>(value: T): (identity: IdentityName) => T {
  return (identity) => {
    if (identity !== 'installer') throw new TypeError(`a given cluster has no identity ${identity}`);
    return value;
  };
}

/** Whoever the kubeconfig belongs to. */
class Owner {
  readonly #kubeconfig: string;

  constructor(path: string) {
    this.#kubeconfig = path;
  }

  /** @throws UserError with what kubectl said when it failed */
  run(args: readonly string[]): string {
    // the kubeconfig may name a program that logs in, which needs the owner's environment
    const { status, stdout, stderr, error } = spawnSync(
      binary('kubectl'),
      ['--kubeconfig', this.#kubeconfig, '--request-timeout=20s', ...args],
      { encoding: 'utf8', maxBuffer: 16 * 2 ** 20 },
    );
    if (status !== 0) {
      throw new UserError({ subject: this.#kubeconfig, message: error?.message ?? stderr.trim() });
    }
    return stdout.trim();
  }

  place(): { readonly context: string; readonly server: string; readonly authority: string } {
    const view = JSON.parse(this.run(['config', 'view', '--minify', '--flatten', '--raw', '--output=json'])) as View;
    const { server = '', 'certificate-authority-data': authority, ...more } = view.clusters?.[0]?.cluster ?? {};
    const unsupported = Object.keys(more);
    if (authority === undefined || unsupported.length > 0) {
      const found = ['no certificate-authority', ...unsupported].slice(authority === undefined ? 0 : 1).join(', ');
      throw new UserError({
        subject: this.#kubeconfig,
        message: `the current context has ${found}; use one with a server and a certificate-authority only`,
      });
    }
    return { context: view['current-context'], server, authority: Buffer.from(authority, 'base64').toString() };
  }

  needConsent(context: string): void {
    const { namespace, label, value } = CONSENT;
    const consents = this.run(['get', 'namespaces', '--selector', `${label}=${value}`, '--output=name']).split('\n');
    if (consents.includes(`namespace/${namespace}`)) return;
    throw new UserError({
      subject: `cluster of context ${context}`,
      message:
        `it does not say that tests may write to it; if it can be thrown away: ` +
        `kubectl create namespace ${namespace} && kubectl label namespace ${namespace} ${label}=${value}`,
    });
  }

  /** Makes the ServiceAccount, and returns a token of it. */
  introduce(): string {
    const { namespace } = CONSENT;
    this.dismiss();
    this.run(['create', 'serviceaccount', ACCOUNT, '--namespace', namespace]);
    const role = ['--clusterrole=cluster-admin', `--serviceaccount=${namespace}:${ACCOUNT}`];
    this.run(['create', 'clusterrolebinding', BINDING, ...role]);
    return this.run(['create', 'token', ACCOUNT, '--namespace', namespace, '--duration=2h']);
  }

  dismiss(): void {
    this.run(['delete', '--ignore-not-found', 'clusterrolebinding', BINDING]);
    this.run(['delete', '--ignore-not-found', 'serviceaccount', ACCOUNT, '--namespace', CONSENT.namespace]);
  }
}

interface View {
  readonly 'current-context': string;
  readonly clusters?: readonly {
    readonly cluster: { readonly server?: string; readonly 'certificate-authority-data'?: string };
  }[];
}
