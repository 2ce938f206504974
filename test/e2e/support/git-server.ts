import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { freePorts } from '../../../tools/cluster/free-ports.ts';
import { selfSigned } from '../../support/self-signed.ts';

/** A Git server as a company has one: HTTPS with a certificate of its own, and a token for what is not public. */
export interface GitServer {
  /** The certificate, in PEM. */
  readonly certificate: string;
  /** The address of a repository of the folder. */
  url(name: string): string;
  /** Takes only this token from now on. */
  take(token: string): void;
  stop(): void;
}

export interface GitServerOptions {
  /** Holds the repositories, each in a folder of its name. */
  readonly folder: string;
  readonly token: string;
  /** The repository that takes the token; the others are public. */
  readonly guarded: string;
}

/** Serves repositories over Git's smart HTTP protocol. */
export async function startGitServer({ folder, token, guarded }: GitServerOptions): Promise<GitServer> {
  mkdirSync(folder, { recursive: true });
  const { certificate, key } = selfSigned(folder);
  const program = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend');
  let accepted = token;
  const [port = 0] = await freePorts(1);
  const server = createServer({ cert: certificate, key }, (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'https://127.0.0.1');
    if (pathname.startsWith(`/${guarded}/`) && passwordOf(request) !== accepted) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    answer(program, folder, pathname, search.slice(1), request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    certificate,
    url: (name) => `https://127.0.0.1:${port}/${name}`,
    take(other) {
      accepted = other;
    },
    stop: () => close(server),
  };
}

function answer(
  program: string,
  folder: string,
  path: string,
  query: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const child = spawn(program, [], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  });
  request.pipe(child.stdin);
  // a client that has what it wants may leave before the end
  child.stdin.on('error', () => undefined);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('close', () => {
    const all = Buffer.concat(chunks);
    const end = all.indexOf('\r\n\r\n');
    const headers = all.subarray(0, end).toString('utf8').split('\r\n');
    const status = Number(/^Status: (\d+)/m.exec(headers.join('\n'))?.[1] ?? 200);
    for (const line of headers) {
      const [name = '', ...value] = line.split(': ');
      if (name !== '' && name !== 'Status') response.setHeader(name, value.join(': '));
    }
    response.writeHead(status).end(all.subarray(end + 4));
  });
}

function passwordOf({ headers }: IncomingMessage): string | undefined {
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1];
  return basic === undefined ? undefined : Buffer.from(basic, 'base64').toString('utf8').split(':')[1];
}

function close(server: Server): void {
  server.closeAllConnections();
  server.close();
}
