import { createHmac } from 'node:crypto';

/** A server that speaks SSH. */
export interface SshServer {
  readonly host: string;
  readonly port: number;
}

interface Line {
  readonly names: readonly string[];
  readonly revoked: boolean;
}

const SSH_PORT = 22;

// names, the kind of the key, the key; other words are a comment
const LINE = /^(?:(@cert-authority|@revoked)\s+)?(\S+)\s+([a-z][\w.@-]+)\s+([A-Za-z0-9+/]+={0,2})(?:\s.*)?$/;

/**
 * What is wrong with the text of a `known_hosts`, or undefined when nothing is.
 * https://man.openbsd.org/sshd#SSH_KNOWN_HOSTS_FILE_FORMAT
 */
export function knownHostsProblem(text: string): string | undefined {
  const bad = linesOf(text).findIndex((line) => !isBlank(line) && parseLine(line) === undefined);
  return bad === -1 ? undefined : `line ${bad + 1} is no line of known_hosts`;
}

/** Whether a `known_hosts` has a key of a server. A name without a port is that of port 22 alone. */
export function knowsServer(text: string, server: SshServer): boolean {
  const name = nameOf(server);
  const lines = linesOf(text).map((line) => (isBlank(line) ? undefined : parseLine(line)));
  return lines.some((line) => line !== undefined && !line.revoked && names(line.names, name));
}

/** What `known_hosts` calls a server. */
export function nameOf({ host, port }: SshServer): string {
  return port === SSH_PORT ? host : `[${host}]:${port}`;
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/);
}

function isBlank(line: string): boolean {
  return /^\s*(#|$)/.test(line);
}

function parseLine(line: string): Line | undefined {
  const [, marker, names = '', kind = '', key = ''] = LINE.exec(line.trim()) ?? [];
  // a key begins with the name of its kind: https://www.rfc-editor.org/rfc/rfc4253#section-6.6
  const bytes = Buffer.from(key, 'base64');
  const length = bytes.length > 4 ? bytes.readUInt32BE(0) : 0;
  if (kind === '' || bytes.toString('latin1', 4, 4 + length) !== kind) return undefined;
  return { names: names.split(','), revoked: marker === '@revoked' };
}

function names(patterns: readonly string[], name: string): boolean {
  const matching = patterns.filter((pattern) => matches(pattern.replace(/^!/, ''), name));
  return matching.length > 0 && !matching.some((pattern) => pattern.startsWith('!'));
}

function matches(pattern: string, name: string): boolean {
  const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(pattern) ?? [];
  if (salt !== undefined && hash !== undefined) {
    return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
  }
  const expression = pattern.replace(/[^*?]/g, (letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`);
  return new RegExp(`^${expression.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'iu').test(name);
}
