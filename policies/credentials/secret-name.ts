/**
 * What the value under a name must be, judged by the name: `password` for anything that opens a door, `key` for a token or
 * key, which is random; undefined for everything else. The last word decides: TOKEN_TTL, PASSWORD_FILE and
 * passwordSecretName hold no secret.
 */
export function secretKind(name: string): 'password' | 'key' | undefined {
  // most names end here
  if (!SECRET_WORD.test(name)) return undefined;
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (PASSWORDS.has(last) || (last === 'pass' && ACCOUNTS.has(before))) return 'password';
  if (KEYS.has(last) || (last === 'key' && KINDS_OF_KEY.has(before))) return 'key';
  if (last === 'base' && before === 'key') return 'key';
  return undefined;
}

const SECRET_WORD = /pass|pwd|secret|token|key|credential|jwt/i;
const PASSWORDS: ReadonlySet<string> = new Set(['password', 'passwd', 'passphrase', 'passcode', 'pwd', 'requirepass']);
const ACCOUNTS: ReadonlySet<string> = new Set(
  'admin amqp auth basic bind database db email ftp ldap mail mongo mongodb mysql pg postgres postgresql rabbitmq redis root smtp user'.split(
    ' ',
  ),
);
const KEYS: ReadonlySet<string> = new Set(
  'secret token apikey apitoken accesskey secretkey privatekey authtoken credential credentials jwt'.split(' '),
);
const KINDS_OF_KEY: ReadonlySet<string> = new Set(
  'access account api app auth encryption master private secret session shared signing'.split(' '),
);

function wordsOf(name: string): string[] {
  // the working directory of a shell
  if (name === 'PWD' || name === 'OLDPWD') return [];
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}
