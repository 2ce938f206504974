import { Agent, request } from 'node:https';
import { UserError } from '../../model/errors.ts';
import { runExecPlugin } from './exec-credentials.ts';
import type { Access } from './kubeconfig.ts';

const TIMEOUT = 20_000;

/** An answer of an API server. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Speaks JSON to one API server. It only ever reads, and asks what it may do. */
export class KubeClient {
  readonly access: Access;
  readonly #subject: string;
  readonly #agent: Agent;
  readonly #headers: Readonly<Record<string, string>>;

  private constructor(subject: string, access: Access, agent: Agent, headers: Readonly<Record<string, string>>) {
    this.access = access;
    this.#subject = subject;
    this.#agent = agent;
    this.#headers = headers;
  }

  /**
   * Logs in.
   *
   * @param subject what the cluster is called in errors
   * @throws UserError when the program that gives credentials fails
   */
  static async connect(subject: string, access: Access): Promise<KubeClient> {
    const { credentials } = access;
    const login = credentials.kind === 'exec' ? await runExecPlugin(subject, credentials) : credentials;
    const agent = new Agent({
      keepAlive: true,
      ...(access.authority === undefined ? {} : { ca: access.authority }),
      ...(access.serverName === undefined ? {} : { servername: access.serverName }),
      ...(login.kind === 'certificate' ? { cert: login.certificate, key: login.key } : {}),
    });
    const headers: Readonly<Record<string, string>> =
      login.kind === 'token' ? { authorization: `Bearer ${login.token}` } : {};
    return new KubeClient(subject, access, agent, headers);
  }

  /**
   * An object or a list, or undefined when it is not there, or its kind is not.
   *
   * @throws UserError when the server does not answer, or refuses
   */
  async find(path: string): Promise<unknown> {
    const { status, body } = await this.send('GET', path);
    if (status === 404) return undefined;
    return this.#accepted('GET', path, status, body);
  }

  /** Asks the server something by an object that it answers and does not keep. */
  async ask(path: string, object: object): Promise<unknown> {
    const { status, body } = await this.send('POST', path, object);
    return this.#accepted('POST', path, status, body);
  }

  /** Closes its connections. */
  close(): void {
    this.#agent.destroy();
  }

  /** @throws UserError when the server does not answer */
  send(method: 'GET' | 'POST', path: string, object?: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { server, context } = this.access;
      const headers = { ...this.#headers, accept: 'application/json', 'content-type': 'application/json' };
      const sent = request(
        `${server}${path}`,
        { method, agent: this.#agent, headers, timeout: TIMEOUT },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('error', unreachable);
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parseBody(text) }));
        },
      );
      const unreachable = (error: NodeJS.ErrnoException) =>
        reject(
          new UserError({
            subject: this.#subject,
            message:
              `${server} (context "${context}") cannot be reached: ${error.code ?? error.message}; ` +
              'look at the address, the network and the certificate in the kubeconfig',
          }),
        );
      sent.on('timeout', () => sent.destroy(Object.assign(new Error(), { code: `no answer in ${TIMEOUT / 1000} s` })));
      sent.on('error', unreachable);
      sent.end(object === undefined ? undefined : JSON.stringify(object));
    });
  }

  #accepted(method: string, path: string, status: number, body: unknown): unknown {
    if (status < 300) return body;
    const said = (body as { readonly message?: unknown } | undefined)?.message;
    const remedy =
      status === 401
        ? 'the credentials in the kubeconfig have expired; set new ones'
        : 'take a kubeconfig with more rights';
    throw new UserError({
      subject: this.#subject,
      message: `${method} ${path}: ${status}${typeof said === 'string' ? ` ${said}` : ''}; ${remedy}`,
    });
  }
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
