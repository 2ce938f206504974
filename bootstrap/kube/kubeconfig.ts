import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { UserError } from '../../model/errors.ts';
import * as z from '../../model/z.ts';
import { certificateProblem } from '../credential-forms.ts';

/** How to reach one API server, and as whom. */
export interface Access {
  /** The context of the kubeconfig that says so. */
  readonly context: string;
  /** Address of the API server, without a slash at its end. */
  readonly server: string;
  /** Certificates in PEM that the server's is checked against; undefined for those of public authorities. */
  readonly authority: string | undefined;
  /** The name that the server's certificate is for, where it is not the host's. */
  readonly serverName: string | undefined;
  readonly credentials: Credentials;
}

export type Credentials =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'certificate'; readonly certificate: string; readonly key: string }
  | ({ readonly kind: 'exec' } & ExecPlugin);

/** https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins */
export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

// what others write into a kubeconfig is theirs: keys that are not known here are let through
const cluster = z.looseObject({
  server: z.url(),
  'certificate-authority': z.string().optional(),
  'certificate-authority-data': z.string().optional(),
  'insecure-skip-tls-verify': z.boolean().optional(),
  'tls-server-name': z.string().optional(),
  'proxy-url': z.string().optional(),
});

// what no program can be given as an argument
const word = z.string().regex(/^[^\0]*$/);

const user = z.looseObject({
  token: z.string().optional(),
  tokenFile: z.string().optional(),
  'client-certificate': z.string().optional(),
  'client-certificate-data': z.string().optional(),
  'client-key': z.string().optional(),
  'client-key-data': z.string().optional(),
  exec: z
    .looseObject({
      apiVersion: z.string(),
      command: word.min(1),
      args: z.array(word).nullish(),
      env: z.array(z.looseObject({ name: word, value: word })).nullish(),
    })
    .optional(),
});

const schema = z.looseObject({
  'current-context': z.string().min(1),
  clusters: z.array(z.looseObject({ name: z.string(), cluster })),
  users: z.array(z.looseObject({ name: z.string(), user })),
  contexts: z.array(
    z.looseObject({ name: z.string(), context: z.looseObject({ cluster: z.string(), user: z.string() }) }),
  ),
});

/**
 * Reads the current context of a kubeconfig.
 *
 * @param subject what it is called in errors
 * @throws UserError when it cannot be understood, or takes what is not supported here. Its content is never repeated.
 */
export function parseKubeconfig(subject: string, text: string): Access {
  const fail = (message: string): never => {
    throw new UserError({ subject, message });
  };
  const parsed = schema.safeParse(parseYaml(subject, text));
  if (!parsed.success) {
    const places = parsed.error.issues.map(({ path }) => path.join('.'));
    return fail(
      `is no kubeconfig with a current context (${[...new Set(places)].join(', ')}); take one that kubectl works with`,
    );
  }
  const { clusters, users, contexts, 'current-context': context } = parsed.data;
  const missing = (kind: string, name: string): never =>
    fail(`names the ${kind} "${name}", which it does not have; take one that kubectl works with`);
  const place = contexts.find(({ name }) => name === context)?.context ?? missing('context', context);
  const to = clusters.find(({ name }) => name === place.cluster)?.cluster ?? missing('cluster', place.cluster);
  const as = users.find(({ name }) => name === place.user)?.user ?? missing('user', place.user);
  const { protocol, username, password } = new URL(to.server);
  if (protocol !== 'https:') fail(`reaches its server by ${protocol}//, in clear; take one with an https:// address`);
  if (`${username}${password}` !== '')
    fail('has a password in the address of its server; take one that has none there');
  if (to['insecure-skip-tls-verify'] === true) {
    fail(
      'does not check whom it talks to (insecure-skip-tls-verify); give it the certificate-authority-data of the cluster',
    );
  }
  if (to['proxy-url'] !== undefined)
    fail('goes through a proxy (proxy-url); take one that reaches the cluster directly');
  const file = (path: string): string => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return fail(
        `names the file ${path}, which cannot be read; write its content into the kubeconfig (kubectl config view --raw --flatten)`,
      );
    }
  };
  const data = (text64: string | undefined, path: string | undefined): string | undefined =>
    text64 !== undefined && text64 !== '' ? Buffer.from(text64, 'base64').toString('utf8') : path && file(path);
  const authority = data(to['certificate-authority-data'], to['certificate-authority']);
  const problem = authority === undefined ? undefined : certificateProblem(authority);
  if (problem !== undefined) fail(`has a certificate-authority that ${problem}; take one that kubectl works with`);
  return {
    context,
    server: to.server.replace(/\/+$/, ''),
    authority,
    serverName: to['tls-server-name'],
    credentials:
      credentials(as, data, file) ??
      fail(`has no token, certificate or program for the user "${place.user}"; take one that kubectl works with`),
  };
}

function credentials(
  as: z.output<typeof user>,
  data: (text64: string | undefined, path: string | undefined) => string | undefined,
  file: (path: string) => string,
): Credentials | undefined {
  const token = as.token ?? (as.tokenFile && file(as.tokenFile).trim());
  if (token) return { kind: 'token', token };
  const certificate = data(as['client-certificate-data'], as['client-certificate']);
  const key = data(as['client-key-data'], as['client-key']);
  if (certificate && key) return { kind: 'certificate', certificate, key };
  if (as.exec === undefined) return undefined;
  const { apiVersion, command, args, env } = as.exec;
  const variables = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]));
  return { kind: 'exec', apiVersion, command, args: args ?? [], env: variables };
}

function parseYaml(subject: string, text: string): unknown {
  try {
    return load(text);
  } catch {
    throw new UserError({ subject, message: 'is no YAML; take a kubeconfig that kubectl works with' });
  }
}
