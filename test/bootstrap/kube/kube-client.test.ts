import { expect, test } from '@jest/globals';
import { KubeClient } from '../../../bootstrap/kube/kube-client.ts';
import { parseKubeconfig } from '../../../bootstrap/kube/kubeconfig.ts';
import { temporaryFolder } from '../../cli/binary.ts';
import { selfSigned } from '../../support/self-signed.ts';
import { type Answers, base64, type LoopbackApi, loopbackApi } from '../support/loopback-api.ts';

test('an object is read', async () => {
  const api = await loopbackApi({ 'GET /version': { body: { gitVersion: 'v1.36.1' } } });

  expect(await find(api, '/version')).toEqual({ gitVersion: 'v1.36.1' });
});

test('what is not there is undefined', async () => {
  const api = await loopbackApi({});

  expect(await find(api, '/version')).toBeUndefined();
});

test('an object is sent as JSON', async () => {
  const api = await loopbackApi({ 'POST /review': { body: { allowed: true } } });
  const client = await connect(api);

  expect(await client.ask('/review', { kind: 'Review' })).toEqual({ allowed: true });
  expect(api.sent).toEqual([{ kind: 'Review' }]);
  client.close();
});

test.each<[status: number, body: unknown, message: string]>([
  [401, { message: 'Unauthorized' }, 'GET /version: 401 Unauthorized; the credentials in the kubeconfig have expired'],
  [403, { message: 'forbidden' }, 'GET /version: 403 forbidden; take a kubeconfig with more rights'],
  [429, { message: 'slow down' }, 'GET /version: 429 slow down; the API server has too much to do, or is not ready'],
  [503, 'etcd is down', 'GET /version: 503; the API server has too much to do, or is not ready; run it again later'],
  [302, '', 'GET /version: 302; that is no answer of an API server; look at the address in the kubeconfig'],
  [200, '<html>log in</html>', 'GET /version: 200; that is no answer of an API server; look at the address'],
])('an answer of %i says what to do about it', async (status, body, message) => {
  const api = await loopbackApi({ 'GET /version': { status, body } });

  await expect(find(api, '/version')).rejects.toThrow(message);
});

test('a server with another certificate is not talked to', async () => {
  const api = await loopbackApi({ 'GET /version': { body: {} } });
  const access = parseKubeconfig('kubeconfig', api.kubeconfig());
  const other = { ...access, authority: selfSigned(temporaryFolder()).certificate };
  const client = await KubeClient.connect('prod-eu-1', other);

  await expect(client.find('/version')).rejects.toThrow('look at the address, the network and the certificate');
  expect(api.asked).toEqual([]);
});

test.each([
  ['a token with a line end in it', { token: 's3cret\nt0ken' }, 'the token to log in with has a space, a line end'],
  [
    'a client certificate that is none',
    { 'client-certificate-data': base64('s3cret'), 'client-key-data': base64('s3cret') },
    'the client certificate to log in with and its key are no PEM',
  ],
])('%s is for the user to mend, and is not repeated', async (_, user, message) => {
  const failure = await connect(await loopbackApi({}), user).catch((error: Error) => error);

  expect(failure).toMatchObject({ name: 'UserError', message: expect.stringContaining(`prod-eu-1: ${message}`) });
  expect(String(failure)).not.toContain('s3cret');
});

test('a client certificate with its key is taken', async () => {
  const { certificate, key } = selfSigned(temporaryFolder());
  const user = { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) };
  const api = await loopbackApi({ 'GET /version': { body: {} } } satisfies Answers);
  const client = await connect(api, user);

  expect(await client.find('/version')).toEqual({});
  client.close();
});

function connect(api: LoopbackApi, user?: object): Promise<KubeClient> {
  return KubeClient.connect('prod-eu-1', parseKubeconfig('kubeconfig', api.kubeconfig(user)));
}

async function find(api: LoopbackApi, path: string): Promise<unknown> {
  const client = await connect(api);
  try {
    return await client.find(path);
  } finally {
    client.close();
  }
}
