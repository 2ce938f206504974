import { createPrivateKey, X509Certificate } from 'node:crypto';

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g;

/** Argo CD takes no passphrase. */
const ENCRYPTED = 'is encrypted with a passphrase, which nobody can type for Argo CD; make one without';

/** What is wrong with a private key for SSH, or undefined. */
export function deployKeyProblem(text: string): string | undefined {
  const [label, body] = onlyPem(text) ?? [];
  if (label === undefined || body === undefined || !/^((OPENSSH|RSA|EC|ENCRYPTED) )?PRIVATE KEY$/.test(label)) {
    return 'is no private key in PEM; take the file without .pub that ssh-keygen made';
  }
  if (label === 'OPENSSH PRIVATE KEY') return openSshProblem(body);
  return pemKey(text) === undefined
    ? isEncrypted(text)
      ? ENCRYPTED
      : 'is no private key that can be read; take the file that ssh-keygen made'
    : undefined;
}

/** What is wrong with the private key of a GitHub App, or undefined. */
export function rsaKeyProblem(text: string): string | undefined {
  if (onlyPem(text) !== undefined && pemKey(text)?.asymmetricKeyType === 'rsa') return undefined;
  return isEncrypted(text) ? ENCRYPTED : 'is no RSA private key in PEM; take the file that GitHub made for the App';
}

/** What is wrong with certificates in PEM, or undefined. */
export function certificateProblem(text: string): string | undefined {
  const blocks = [...text.matchAll(PEM)];
  const fine = blocks.length > 0 && blocks.every(([block, label]) => label === 'CERTIFICATE' && isCertificate(block));
  return fine ? undefined : 'is no certificate in PEM, or not only certificates';
}

/** What is wrong with a token that is sent as a password, or undefined. */
export function tokenProblem(text: string): string | undefined {
  return isPrintable(text.trim())
    ? undefined
    : 'is no token: it has a space, a line end or a letter beyond ASCII in it';
}

/** What is wrong with the name of a user, or undefined. */
export function userProblem(text: string): string | undefined {
  return /^[^\s:\p{Cc}]+$/u.test(text) ? undefined : 'is no name of a user: it has a space or a colon in it';
}

/** What is wrong with a number that GitHub gave, or undefined. */
export function idProblem(text: string): string | undefined {
  return /^[1-9]\d{0,18}$/.test(text) ? undefined : 'is no number; GitHub shows it in the settings of the App';
}

/** What is wrong with the address of an API, or undefined. */
export function apiProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const fine = url?.protocol === 'https:' && url.username === '' && url.password === '' && !/\s/.test(text);
  return fine ? undefined : 'is no https:// address; write for example https://github.example.com/api/v3';
}

/** Whether a text can be sent in a header of HTTP as it is, without a space. */
export function isPrintable(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

/** https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key */
function openSshProblem(body: string): string | undefined {
  const bytes = Buffer.from(body, 'base64');
  const magic = 'openssh-key-v1\0';
  const start = magic.length + 4;
  if (bytes.toString('latin1', 0, magic.length) !== magic || bytes.length < start) {
    return 'is no private key of OpenSSH; take the file that ssh-keygen made';
  }
  const cipher = bytes.toString('latin1', start, start + bytes.readUInt32BE(magic.length));
  return cipher === 'none' ? undefined : ENCRYPTED;
}

/** The only PEM block of a text that has nothing else. */
function onlyPem(text: string): readonly [label: string, body: string] | undefined {
  const match = /^\s*-----BEGIN ([A-Z0-9 ]+)-----([\s\S]+?)-----END \1-----\s*$/.exec(text);
  return match === null ? undefined : [match[1] ?? '', match[2] ?? ''];
}

function isEncrypted(text: string): boolean {
  return /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(text);
}

function pemKey(text: string) {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).subject !== undefined;
  } catch {
    return false;
  }
}
