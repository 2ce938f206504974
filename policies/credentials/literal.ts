import { secretKind } from './secret-name.ts';

/** Whether a value under a name is a credential: what a program is given by an environment variable or a flag. */
export function isCredential(name: string, value: string): boolean {
  const kind = secretKind(name);
  if (kind === undefined) return false;
  const text = value.trim();
  if (isNoSecret(text)) return false;
  // a password that can be guessed is a password too
  return kind === 'password' ? !/^\d{1,3}$/.test(text) : looksRandom(text);
}

/**
 * The first credential that a file of settings assigns, as the name it has there. Such files also hold code, prose and
 * translations: only what looks made up by a machine, or like a password with letters and digits, counts.
 */
export function assignedCredential(file: string): string | undefined {
  if (!ASSIGNED.test(file)) return undefined;
  for (const line of file.split('\n')) {
    if (line.length > 500) continue;
    const [, name = '', rest = ''] = ASSIGNMENT.exec(line) ?? [];
    const kind = name === '' ? undefined : secretKind(name);
    if (kind === undefined) continue;
    const value = unquote(rest);
    if (isNoSecret(value) || isName(value)) continue;
    if (kind === 'password' ? looksLikePassword(value) : looksRandom(value)) return name;
  }
  return undefined;
}

const ASSIGNED = /(?:pass|pwd|secret|token|key|credential|jwt)[a-z]{0,10}["']?\s{0,9}[:=]/i;
const ASSIGNMENT = /^\s*(?:export |- |set )?["']?([A-Za-z0-9_.-]{1,80})["']?\s{0,9}[:=]\s{0,9}(\S.*)$/;

function unquote(rest: string): string {
  const quoted = /^(["'])(.*?)\1/.exec(rest);
  if (quoted !== null) return quoted[2] ?? '';
  return rest.replace(/\s+#.*$/, '').replace(/[\s,;]+$/, '');
}

/** What stands in place of a secret, or says where it is. */
function isNoSecret(value: string): boolean {
  return (
    value === '' ||
    NOTHING.test(value) ||
    PLACEHOLDER.test(value) ||
    PLACE.test(value) ||
    SUBSTITUTED.test(value) ||
    FILE_NAME.test(value)
  );
}

const NOTHING =
  /^(?:true|false|yes|no|on|off|none|null|nil|undefined|default|auto|random|generated?|enabled?|disabled?|required|optional|prompt|ask|0|1)$/i;
/** `$(VAR)`, `${VAR}`, `$VAR`, `%VAR%`, `{{ … }}`, `<…>`, `[…]`, `@VAR@`, `__VAR__`, `ENC[…]`, `****`, `xxxx`. */
const PLACEHOLDER =
  /^(?:\$[({A-Za-z_].*|%[({A-Za-z].*|\{\{.*|<.*>|\[.*\]|@+\w+@+|__\w+__|ENC\[.*|\*+|x{3,}|\.{3,}|-+|!\w+ .*)$/is;
/** A path, a URL (a password in one is found by its form), or a reference such as `vault:secret/data/app#password`. */
const PLACE =
  /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|[a-z][a-z0-9+.-]*:\/\/|(?:vault|arn|ssm|awssm|gcpsm|azurekv|secretref|ref|sops|env|file|k8s|bao):)/i;
const SUBSTITUTED = /\$\(\w+\)|\$\{[^}]{1,200}\}|\{\{/;
const FILE_NAME = /^[\w.-]+\.(?:pem|key|crt|cert|txt|json|ya?ml|jks|p12|pfx|conf|token|secret)$/i;

/** `catalog-tls-dc528e5f90`, `X-Auth-Token-2`, `req.body.password`: names of objects and fields. A UUID is none. */
function isName(value: string): boolean {
  return (LOWER_NAME.test(value) || WORDS.test(value)) && !UUID.test(value);
}

const LOWER_NAME = /^[a-z][a-z0-9]*(?:[-./:_][a-z0-9]+)+$/;
const WORDS = /^[A-Za-z]+\d{0,3}(?:[-._][A-Za-z]+\d{0,3})+$/;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

function looksLikePassword(value: string): boolean {
  return (
    value.length >= 8 && value.length <= 128 && /^[^\s()]+$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value)
  );
}

/** Long, of letters and digits mixed, and with as many different characters as chance gives. */
function looksRandom(value: string): boolean {
  if (value.length < 16 || value.length > 4096) return false;
  if (!/^[A-Za-z0-9+/=_.~!@#$%^&*:-]+$/.test(value) || !/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  return !isName(value) && entropy(value.slice(0, 256)) >= 3;
}

/** Shannon's, in bits per character: words have about 2.5, hexadecimal digits up to 4. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
