import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll } from '@jest/globals';
import { temporaryFolder } from '../../cli/binary.ts';
import { type KeyPair, selfSigned } from '../../support/self-signed.ts';

/** What is answered to a request: `GET /version` and so on. What is not named is not found. */
export type Answers = Readonly<Record<string, Reply | ((body: Body) => Reply)>>;

export interface Reply {
  readonly status?: number;
  /** JSON, or a text as it is. */
  readonly body: unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: what a client sent
export type Body = any;

export interface LoopbackApi {
  readonly server: string;
  /** The certificate that it is known by, in PEM. */
  readonly certificate: string;
  /** What it was asked, as `GET /version`, in order. */
  readonly asked: readonly string[];
  /** The bodies of what was sent. */
  readonly sent: readonly Body[];
  /** A kubeconfig for it. */
  kubeconfig(user?: object): string;
}

let pair: KeyPair | undefined;

const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

/** Starts an API server on this machine, as far as the answers go. It ends with the test file. */
export async function loopbackApi(answers: Answers): Promise<LoopbackApi> {
  pair ??= selfSigned(temporaryFolder());
  const { certificate, key } = pair;
  const [asked, sent]: [string[], Body[]] = [[], []];
  const server = createServer({ cert: certificate, key }, (request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      const name = `${request.method} ${request.url?.split('?')[0]}`;
      asked.push(name);
      const said: Body = text === '' ? undefined : JSON.parse(text);
      if (said !== undefined) sent.push(said);
      const answer = answers[name] ?? { status: 404, body: { message: 'not found' } };
      const { status = 200, body } = typeof answer === 'function' ? answer(said) : answer;
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    server: address,
    certificate,
    asked,
    sent,
    kubeconfig: (user = { token: 't0ken' }) =>
      JSON.stringify({
        'current-context': 'loopback',
        clusters: [{ name: 'c', cluster: { server: address, 'certificate-authority-data': base64(certificate) } }],
        users: [{ name: 'u', user }],
        contexts: [{ name: 'loopback', context: { cluster: 'c', user: 'u' } }],
      }),
  };
}

/** Answers of an API server that is well, for whoever may do everything. */
export const WELL: Answers = {
  'GET /version': { body: { gitVersion: 'v1.36.1' } },
  'POST /apis/authentication.k8s.io/v1/selfsubjectreviews': {
    body: { status: { userInfo: { username: 'admin' } } },
  },
  'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews': { body: { status: { allowed: true } } },
};

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
