import { describe, expect, test } from '@jest/globals';
import { credentialFormat } from '../../../policies/credentials/format.ts';
import { assignedCredential, isCredential } from '../../../policies/credentials/literal.ts';
import { secretKind } from '../../../policies/credentials/secret-name.ts';

// put together here, so that no scanner of this repository takes them for real ones
const HEX = '0123456789abcdef'.repeat(8);
const MIXED = 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY'.repeat(4);
const PEM = `-----BEGIN ${'PRIVATE'} KEY-----\n${MIXED}\n-----END`;

describe('credentialFormat', () => {
  test.each([
    ['a private key', PEM],
    ['a private key', `key: "${PEM.replaceAll('\n', '\\n')}"`],
    ['a private key', Buffer.from(PEM).toString('base64')],
    ['a private key', Buffer.from(PEM.replace('PRIVATE', 'RSA PRIVATE')).toString('base64')],
    ['a private key', Buffer.from(PEM.replace('PRIVATE', 'OPENSSH PRIVATE')).toString('base64')],
    ['an AWS access key', `id=${'AKIA'}Q3EGRIIRLV6QFTZ2`],
    ['a GitHub token', `${'ghp'}_${MIXED.slice(0, 36)}`],
    ['a GitHub token', `https://${'ghp'}_${MIXED.slice(0, 36)}@github.com/a/b.git`],
    ['a GitLab token', `${'glpat'}-${MIXED.slice(0, 20)}`],
    ['a Slack token', `${'xoxb'}-123456789012-abcdefghij`],
    ['a JSON Web Token', `${'eyJ'}hbGciOiJIUzI1NiJ9.${'eyJ'}zdWIiOiIxMjM0NTY3ODkwIn0.${MIXED.slice(0, 43)}`],
    ['a DigitalOcean token', `${'dop'}_v1_${HEX.slice(0, 64)}`],
    ['a password in a URL', 'postgres://app:Tr0ub4dor@database:5432/app'],
    ['a password in a URL', 'redis://:hunter2@redis:6379'],
  ])('finds %s', (what, text) => {
    expect(credentialFormat(text)).toBe(what);
  });

  test.each([
    ['a certificate', `-----BEGIN CERTIFICATE-----\n${MIXED}`],
    ['a public key', `-----BEGIN PUBLIC KEY-----\n${MIXED}`],
    ['a key without content', '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----'],
    ['the key of the documentation', 'AKIAIOSFODNN7EXAMPLE'],
    ['a URL with a user alone', 'https://git@example.com/app.git'],
    ['a URL with a port', 'https://example.com:8443/a@b'],
    ['a URL whose password is filled in later', `postgres://app:$(PASSWORD)@db/app redis://:\${REDIS}@redis`],
    ['a URL that shows the form', 'postgres://user:password@host/database'],
    ['an image digest', `example.com/app@sha256:${HEX.slice(0, 64)}`],
    ['letters in the middle of others', `${MIXED}AKIAQ3EGRIIRLV6QFTZ2`],
  ])('does not take %s for one', (_, text) => {
    expect(credentialFormat(text)).toBeUndefined();
  });

  test.each([
    'eyJ',
    'a://b:',
    '-----BEGIN ',
    'AKIA',
    'LS0tLS1CRUdJTi',
    'sk-a',
    '.eyJaaaaaaaaaa',
    '${',
    '_',
    'a-1',
    ' ',
  ])('its time grows with the text, and no faster, for a text of %j', (part) => {
    const text = part.repeat(Math.ceil(400_000 / part.length));
    const started = performance.now();
    const found = [credentialFormat(text), assignedCredential(`password = ${text}`), isCredential('TOKEN', `-${text}`)];
    expect(found).toEqual([undefined, undefined, false]);
    // with the square of the text it would be minutes
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('secretKind', () => {
  test.each(['PASSWORD', 'DB_PASSWORD', 'adminPassword', 'spring.datasource.password', 'SMTP_PASS', 'PASSWORD_2'])(
    'a password stands under %s',
    (name) => {
      expect(secretKind(name)).toBe('password');
    },
  );

  test.each(['API_KEY', 'apiKey', 'AWS_SECRET_ACCESS_KEY', 'GITHUB_TOKEN', 'clientSecret', 'SECRET_KEY_BASE'])(
    'a key stands under %s',
    (name) => {
      expect(secretKind(name)).toBe('key');
    },
  );

  test.each([
    'TOKEN_TTL',
    'PASSWORD_FILE',
    'passwordSecretName',
    'PWD',
    'MAX_TOKENS',
    'COMPASS',
    'PARTITION_KEY',
    'KEY',
  ])('no secret stands under %s', (name) => {
    expect(secretKind(name)).toBeUndefined();
  });
});

describe('isCredential', () => {
  test.each([
    ['DB_PASSWORD', 'hunter2'],
    ['POSTGRES_PASSWORD', 'changeme'],
    ['PIN_PASSWORD', '123456'],
    ['API_TOKEN', 'q8Zt3nX0v5Lk7Rw2Yb9d'],
    ['SESSION_SECRET', '9f86d081884c7d659a2feaa0c55ad015'],
    ['INGEST_TOKEN', '1b4e28ba-2fa1-41d2-883f-0016d3cca427'],
  ])('takes the value of %s', (name, value) => {
    expect(isCredential(name, value)).toBe(true);
  });

  test.each([
    ['DB_PASSWORD', ''],
    ['DB_PASSWORD', '$(OTHER)'],
    ['DB_PASSWORD', `\${DB_PASSWORD}`],
    ['DB_PASSWORD', '{{ .Values.password }}'],
    ['DB_PASSWORD', '<path:secret/data/app#password>'],
    ['DB_PASSWORD', 'vault:secret/data/app#password'],
    ['DB_PASSWORD', '/run/secrets/password'],
    ['DB_PASSWORD', '********'],
    ['ALLOW_EMPTY_PASSWORD', 'yes'],
    ['CLIENT_SECRET', '$dex.github.clientSecret'],
    ['IMAGE_PULL_SECRET', 'registry-credentials'],
    ['TLS_SECRET', 'catalog-tls-dc528e5f90'],
    ['CSRF_TOKEN', 'X-CSRF-Token'],
    ['SIGNING_KEY', 'signing.pem'],
    ['AUTH_TOKEN', 'https://example.com/oauth2/token'],
    ['STOP_TOKEN', 'end'],
  ])('leaves %s=%s alone', (name, value) => {
    expect(isCredential(name, value)).toBe(false);
  });
});

describe('assignedCredential', () => {
  test.each([
    ['spring.datasource.password', 'spring.datasource.url=jdbc:x\nspring.datasource.password=s3cr3tPass'],
    ['smtp_auth_password', "global:\n  smtp_auth_password: 'Zq81xLmw'  # for now"],
    ['apiKey', '{\n  "apiKey": "q8Zt3nX0v5Lk7Rw2Yb9d",\n}'],
  ])('finds %s', (name, file) => {
    expect(assignedCredential(file)).toBe(name);
  });

  test.each([
    ['a reference', `spring.datasource.password=\${DB_PASSWORD}`],
    ['a translation', 'login.password=Password\nlogin.passwordHint=At least 8 characters'],
    ['code', 'const password = request.body.password1;\nlet token = await readToken("a1");'],
    ['a file', 'password_file: /etc/app/password1'],
    ['a setting', 'password_encryption = scram-sha-256'],
    ['prose', 'Choose a password: 8 characters or more'],
    ['the field of another object', 'passwordKey: password1\nsecretName: app-2'],
  ])('leaves %s alone', (_, file) => {
    expect(assignedCredential(file)).toBeUndefined();
  });
});
