import { request } from 'node:https';
import { type Access, parseKubeconfig } from '../../../bootstrap/kube/kubeconfig.ts';
import { waitFor } from '../../../tools/cluster/wait.ts';

/** An object as JSON. */
export interface Live {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Record<string, string>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: whatever field of whatever kind
  readonly [field: string]: any;
}

export interface ApplyOptions {
  readonly manager: string;
  /** Whether nothing is kept. */
  readonly preview: boolean;
}

/** What an API server refused. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Reads and writes the objects of one API server, as plain JSON: clients with models of their own drop fields. */
export class LiveObjects {
  readonly #kubeconfig: string;
  readonly #resources = new Map<string, readonly Resource[]>();

  constructor(kubeconfig: string) {
    this.#kubeconfig = kubeconfig;
  }

  /** Server-side apply, without force. Undefined in a preview when the kind or the namespace is to come. */
  async apply(object: Live, { manager, preview }: ApplyOptions): Promise<Live | undefined> {
    const path = await this.#path(object);
    if (path === undefined) {
      if (preview) return undefined;
      throw new Refused(404, `no matches for kind "${object.kind}" in version "${object.apiVersion}"`);
    }
    const query = new URLSearchParams({ fieldManager: manager, force: 'false', ...(preview ? { dryRun: 'All' } : {}) });
    const { status, body } = await this.#send('PATCH', `${path}?${query}`, object);
    if (status === 404 && preview) return undefined;
    if (status === 409) throw new Refused(status, `Server-Side Apply field conflict detected: ${body.message}`);
    if (status >= 300) throw new Refused(status, body.message);
    return body;
  }

  /** The object as it is, or undefined. */
  async find(object: Live): Promise<Live | undefined> {
    const path = await this.#path(object);
    if (path === undefined) return undefined;
    const { status, body } = await this.#send('GET', path);
    if (status === 404) return undefined;
    if (status >= 300) throw new Refused(status, body.message);
    return body;
  }

  /** Deletes it, and waits until it is gone. */
  async remove(object: Live): Promise<void> {
    const path = await this.#path(object);
    if (path === undefined) return;
    const { status, body } = await this.#send('DELETE', path);
    if (status >= 300 && status !== 404) throw new Refused(status, body.message);
    const what = `${object.kind} ${object.metadata.name} to be gone`;
    await waitFor(async () => (await this.find(object)) === undefined, { what, timeout: 30_000 });
  }

  /** Waits until it does what it is for. */
  async ready(object: Live): Promise<Live> {
    return await waitFor(
      async () => {
        const live = await this.find(object);
        return live !== undefined && isReady(live) ? live : undefined;
      },
      { what: `${object.kind} ${object.metadata.name} to be ready`, timeout: 60_000 },
    );
  }

  async #path({ apiVersion, kind, metadata: { namespace, name } }: Live): Promise<string | undefined> {
    const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const known = this.#resources.get(base);
    const resources = known?.some((one) => one.kind === kind) === true ? known : await this.#discover(base);
    const resource = resources.find((one) => one.kind === kind && !one.name.includes('/'));
    if (resource === undefined) return undefined;
    return `${base}${resource.namespaced ? `/namespaces/${namespace}` : ''}/${resource.name}/${encodeURIComponent(name)}`;
  }

  async #discover(base: string): Promise<readonly Resource[]> {
    const { status, body } = await this.#send('GET', base);
    const resources = status === 200 ? (body.resources as readonly Resource[]) : [];
    this.#resources.set(base, resources);
    return resources;
  }

  #send(method: string, path: string, body?: object): Promise<{ readonly status: number; readonly body: Live }> {
    const { server, authority, credentials }: Access = parseKubeconfig('provider', this.#kubeconfig);
    const token = credentials.kind === 'token' ? credentials.token : '';
    const type = method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json';
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': type };
      const sent = request(`${server}${path}`, { method, headers, ca: authority }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          const json = /json/.test(response.headers['content-type'] ?? '');
          resolve({ status: response.statusCode ?? 0, body: json ? JSON.parse(text) : { message: text } });
        });
      });
      sent.on('error', (error) =>
        reject(new Refused(0, `configured Kubernetes cluster is unreachable: ${error.message}`)),
      );
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

interface Resource {
  readonly kind: string;
  readonly name: string;
  readonly namespaced: boolean;
}

function isReady({ kind, type, spec, status, data, metadata }: Live): boolean {
  const current = status?.observedGeneration === (metadata as { readonly generation?: number }).generation;
  switch (kind) {
    case 'CustomResourceDefinition':
      return (status?.conditions ?? []).some(
        (one: { type: string; status: string }) => one.type === 'Established' && one.status === 'True',
      );
    case 'Deployment':
    case 'StatefulSet':
      return current && (status?.readyReplicas ?? 0) >= (spec.replicas ?? 1);
    case 'Secret':
      return type !== 'kubernetes.io/service-account-token' || data?.token !== undefined;
    default:
      return true;
  }
}
