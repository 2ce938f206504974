import { generateKeyPairSync } from 'node:crypto';

/** The public key of an SSH server, as `known_hosts` has it after the names. */
export const KEY = `ssh-ed25519 ${wire('ssh-ed25519', Buffer.alloc(32, 7)).toString('base64')}`;

/** A private key as `ssh-keygen` writes it, as far as it can be told without using it. */
export function openSshKey(cipher = 'none'): string {
  const body = Buffer.concat([Buffer.from('openssh-key-v1\0'), wire(cipher, Buffer.alloc(64, 7))]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** A new private key in PEM. */
export function pemKey(kind: 'rsa' | 'ec', passphrase?: string): string {
  const encrypted = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  const privateKeyEncoding = { format: 'pem', type: 'pkcs8', ...encrypted } as const;
  const publicKeyEncoding = { format: 'pem', type: 'spki' } as const;
  const pair =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding, publicKeyEncoding })
      : generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding, publicKeyEncoding });
  return pair.privateKey;
}

/** https://www.rfc-editor.org/rfc/rfc4251#section-5 */
function wire(name: string, rest: Buffer): Buffer {
  const length = (bytes: Buffer | string) => {
    const four = Buffer.alloc(4);
    four.writeUInt32BE(bytes.length);
    return four;
  };
  return Buffer.concat([length(name), Buffer.from(name), length(rest), rest]);
}
