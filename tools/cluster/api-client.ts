import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { Access } from './kubeconfig.ts';

/** A Kubernetes object, as the API server speaks of it: nothing is known of it but its identity. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly generation?: number;
    readonly resourceVersion?: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever field they are about, of any kind
  readonly [field: string]: any;
}

/** What the API server answered when it refused. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** The texts of `Warning` headers. */
  readonly warnings: readonly string[];
}

/** A change that a watch sees. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Resource;
}

export type PatchType = 'apply' | 'merge' | 'json' | 'strategic-merge';

const PATCH_TYPES: Readonly<Record<PatchType, string>> = {
  apply: 'application/apply-patch+yaml',
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  'strategic-merge': 'application/strategic-merge-patch+json',
};

/** Speaks to an API server as one identity, by the paths of its API, such as `/api/v1/namespaces/web/pods`. */
export class ApiClient {
  readonly #access: Access;
  readonly #agent: Agent;

  constructor(access: Access) {
    this.#access = access;
    this.#agent = new Agent({ keepAlive: true, ca: readFileSync(access.authority) });
  }

  /** @throws ApiError when it is not there, or refused */
  async get(path: string): Promise<Resource> {
    return JSON.parse((await this.#send('GET', path)).body) as Resource;
  }

  /** The object, or undefined when there is none. */
  async find(path: string): Promise<Resource | undefined> {
    try {
      return await this.get(path);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** The items of a list. */
  async list(path: string): Promise<readonly Resource[]> {
    return ((await this.get(path)) as unknown as { readonly items: readonly Resource[] }).items;
  }

  async create(path: string, object: object): Promise<Resource> {
    return JSON.parse((await this.#send('POST', path, object)).body) as Resource;
  }

  async patch(path: string, type: PatchType, body: object): Promise<Resource> {
    return JSON.parse((await this.#send('PATCH', path, body, PATCH_TYPES[type])).body) as Resource;
  }

  async delete(path: string): Promise<void> {
    await this.#send('DELETE', path);
  }

  /** The answer as it came, refusals too. */
  answer(method: string, path: string, body?: object, type = 'application/json'): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { server, token, impersonate } = this.#access;
      const as = impersonate && { 'impersonate-user': impersonate.user, 'impersonate-group': [...impersonate.groups] };
      const options = {
        method,
        agent: this.#agent,
        headers: { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': type, ...as },
        timeout: 30_000,
      };
      const sent = request(`${server}${path}`, options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          const warnings = [response.headers.warning ?? []].flat().flatMap((header) => header.split(/, (?=299 )/));
          resolve({ status: response.statusCode ?? 0, body: text, warnings });
        });
      });
      sent.on('timeout', () => sent.destroy(new Error(`no answer to ${method} ${path} in 30 s`)));
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /**
   * Follows a list: first what is there, then each version of each object, none left out.
   *
   * @returns what ends it; it throws when the watch had ended before, or `see` threw
   * @throws ApiError when it is refused
   */
  watch(path: string, see: (event: WatchEvent) => void): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const { server, token } = this.#access;
      let ended: unknown;
      const options = { agent: this.#agent, headers: { authorization: `Bearer ${token}`, accept: 'application/json' } };
      const sent = request(`${server}${path}?watch=true`, options, (response) => {
        const status = response.statusCode ?? 0;
        if (status !== 200) {
          response.resume();
          return reject(new ApiError(status, `watch ${path}: ${status}`));
        }
        let rest = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          const lines = `${rest}${chunk}`.split('\n');
          rest = lines.pop() ?? '';
          try {
            for (const line of lines) see(JSON.parse(line) as WatchEvent);
          } catch (error) {
            ended ??= error;
          }
        });
        response.on('close', () => {
          ended ??= new Error(`the watch of ${path} ended by itself`);
        });
        resolve(() => {
          const problem = ended;
          sent.destroy();
          if (problem !== undefined) throw problem;
        });
      });
      // an end by `destroy` too; the promise is settled then
      sent.on('error', reject);
      sent.end();
    });
  }

  /** Closes its connections. */
  close(): void {
    this.#agent.destroy();
  }

  async #send(method: string, path: string, body?: object, type?: string): Promise<Answer> {
    const answer = await this.answer(method, path, body, type);
    if (answer.status < 300) return answer;
    throw new ApiError(answer.status, `${method} ${path}: ${answer.status} ${messageOf(answer.body)}`);
  }
}

function messageOf(body: string): string {
  try {
    return (JSON.parse(body) as { readonly message?: string }).message ?? body;
  } catch {
    return body;
  }
}
