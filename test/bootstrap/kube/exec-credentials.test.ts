import { expect, test } from '@jest/globals';
import { runExecPlugin } from '../../../bootstrap/kube/exec-credentials.ts';

test('the program is told what it is asked, and its token is taken', async () => {
  const script = `
    const { apiVersion, kind } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
    console.log(JSON.stringify({ apiVersion, kind, status: { token: process.env.PROFILE + process.argv[1] } }));`;

  expect(await run(script, { PROFILE: 'prod-' })).toEqual({ kind: 'token', token: 'prod-argument' });
});

test('a certificate is taken with its key', async () => {
  const script = `console.log(JSON.stringify({ status: { clientCertificateData: 'c', clientKeyData: 'k' } }))`;

  expect(await run(script)).toEqual({ kind: 'certificate', certificate: 'c', key: 'k' });
});

test.each([
  [
    'says why it fails',
    `console.error('first'); console.error('log in again'); process.exit(1)`,
    'log in again; run it by hand',
  ],
  ['answers with nothing', `console.log('{}')`, 'answered with no credentials'],
  ['answers with something else', `console.log('hello')`, 'answered with no credentials'],
])('a program that %s is an error that names it', async (_, script, message) => {
  await expect(run(script)).rejects.toThrow(message);
});

test('a program that is not there is named', async () => {
  const plugin = { apiVersion: 'v1', command: 'gke-gcloud-auth-plugin-none', args: [], env: {} };

  await expect(runExecPlugin('prod-eu-1', plugin)).rejects.toThrow(
    'prod-eu-1: gke-gcloud-auth-plugin-none, which the kubeconfig logs in with: is not installed',
  );
});

function run(script: string, env: Readonly<Record<string, string>> = {}) {
  const plugin = { command: process.execPath, args: ['-e', script, 'argument'], env };
  return runExecPlugin('prod-eu-1', { apiVersion: 'client.authentication.k8s.io/v1', ...plugin });
}
