import { Agent, request } from 'node:https';
import { createSecureContext } from 'node:tls';
import { UserError } from '../../model/errors.ts';
import { isPrintable } from '../credential-forms.ts';
import { runExecPlugin } from './exec-credentials.ts';
import type { Access, Credentials } from './kubeconfig.ts';

const TIMEOUT = 20_000;

/** Requests at once: an API server sends away whoever has many under way. */
const CONNECTIONS = 8;

type Login = Exclude<Credentials, { readonly kind: 'exec' }>;

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
   * @throws UserError when the program that gives credentials fails, or nobody can log in with what it or the kubeconfig has
   */
  static async connect(subject: string, access: Access): Promise<KubeClient> {
    const { credentials } = access;
    const login = credentials.kind === 'exec' ? await runExecPlugin(subject, credentials) : credentials;
    checkLogin(subject, login);
    const agent = new Agent({
      keepAlive: true,
      maxSockets: CONNECTIONS,
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
    if (status < 300 && body !== undefined) return body;
    const said = (body as { readonly message?: unknown } | undefined)?.message;
    throw new UserError({
      subject: this.#subject,
      message: `${method} ${path}: ${status}${typeof said === 'string' ? ` ${said}` : ''}; ${remedyFor(status)}`,
    });
  }
}

function remedyFor(status: number): string {
  if (status === 401) return 'the credentials in the kubeconfig have expired; set new ones';
  if (status === 403) return 'take a kubeconfig with more rights';
  if (status === 429 || status >= 500) return 'the API server has too much to do, or is not ready; run it again later';
  return 'that is no answer of an API server; look at the address in the kubeconfig';
}

/** Says what is wrong before Node does, which would not say where it comes from. */
function checkLogin(subject: string, login: Login): void {
  const fail = (message: string): never => {
    throw new UserError({ subject, message: `${message}; take a kubeconfig that kubectl works with` });
  };
  if (login.kind === 'token') {
    if (!isPrintable(login.token))
      fail('the token to log in with has a space, a line end or a letter beyond ASCII in it');
    return;
  }
  try {
    createSecureContext({ cert: login.certificate, key: login.key });
  } catch {
    fail('the client certificate to log in with and its key are no PEM, or do not belong together');
  }
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
