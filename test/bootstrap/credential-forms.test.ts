import { describe, expect, test } from '@jest/globals';
import {
  apiProblem,
  certificateProblem,
  deployKeyProblem,
  idProblem,
  rsaKeyProblem,
  tokenProblem,
  userProblem,
} from '../../bootstrap/credential-forms.ts';
import { temporaryFolder } from '../cli/binary.ts';
import { selfSigned } from '../support/self-signed.ts';
import { KEY, openSshKey, pemKey } from './support/credentials.ts';

const NO_KEY = 'is no private key in PEM; take the file without .pub that ssh-keygen made';
const ENCRYPTED = 'is encrypted with a passphrase, which nobody can type for Argo CD; make one without';
const NO_APP_KEY = 'is no RSA private key in PEM; take the file that GitHub made for the App';

describe('a deploy key', () => {
  test.each([
    ['of OpenSSH', openSshKey()],
    ['without its last line end, as pulumi config set keeps it', openSshKey().trimEnd()],
    ['in PEM', pemKey('ec')],
  ])('%s is taken', (_, text) => {
    expect(deployKeyProblem(text)).toBeUndefined();
  });

  test.each([
    ['a public key', `${KEY} me@here`, NO_KEY],
    ['a certificate', selfSigned(temporaryFolder()).certificate, NO_KEY],
    ['the beginning of a key', openSshKey().slice(0, 60), NO_KEY],
    ['a key with something before it', `key:\n${openSshKey()}`, NO_KEY],
    ['a key of OpenSSH with a passphrase', openSshKey('aes256-ctr'), ENCRYPTED],
    ['a key in PEM with a passphrase', pemKey('ec', 'secret'), ENCRYPTED],
    [
      'something else in the clothes of OpenSSH',
      openSshKey().replace('b3BlbnNz', 'AAAAAAAA'),
      'is no private key of OpenSSH; take the file that ssh-keygen made',
    ],
    [
      'something else in the clothes of PEM',
      '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
      'is no private key that can be read; take the file that ssh-keygen made',
    ],
  ])('that is %s is refused', (_, text, problem) => {
    expect(deployKeyProblem(text)).toBe(problem);
  });
});

describe('the key of a GitHub App', () => {
  test('is an RSA key in PEM', () => {
    expect(rsaKeyProblem(pemKey('rsa'))).toBeUndefined();
  });

  test.each([
    ['another kind of key', pemKey('ec'), NO_APP_KEY],
    ['something else', 'rubbish', NO_APP_KEY],
    ['one with a passphrase', pemKey('rsa', 'secret'), ENCRYPTED],
  ])('that is %s is refused', (_, text, problem) => {
    expect(rsaKeyProblem(text)).toBe(problem);
  });
});

test('certificates are one or more, and nothing else', () => {
  const { certificate, key } = selfSigned(temporaryFolder());
  const problem = 'is no certificate in PEM, or not only certificates';

  expect(certificateProblem(`# ours\n${certificate}${certificate}`)).toBeUndefined();
  expect(certificateProblem(certificate + key)).toBe(problem);
  expect(certificateProblem('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')).toBe(problem);
  expect(certificateProblem('')).toBe(problem);
});

test.each([
  ['a token', tokenProblem, 'ghp_1234', 'two words'],
  ['a token that ends with a line end', tokenProblem, 'ghp_1234\n', 'one\ntwo'],
  ['a user', userProblem, 'gitlab+deploy-token-1', 'me:you'],
  ['an identifier', idProblem, '123456', 'my app'],
  ['an identifier with a line end', idProblem, '1', '1\n2'],
  ['an address', apiProblem, 'https://github.example.com/api/v3', 'http://github.example.com'],
  ['an address without a password', apiProblem, 'https://github.example.com', 'https://me:you@github.example.com'],
])('%s is told from what is none, which is not repeated', (_, problemOf, fine, wrong) => {
  expect(problemOf(fine)).toBeUndefined();
  expect(problemOf(wrong)).toMatch(/^is no /);
  expect(problemOf(wrong)).not.toContain(wrong);
});
