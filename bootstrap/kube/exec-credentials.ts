import { execFile } from 'node:child_process';
import { UserError } from '../../model/errors.ts';
import * as z from '../../model/z.ts';
import type { Credentials, ExecPlugin } from './kubeconfig.ts';

const TIMEOUT = 60_000;

const answer = z.looseObject({
  status: z.looseObject({
    token: z.string().min(1).optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
  }),
});

/**
 * Runs the program that a kubeconfig names for credentials, as kubectl does: `aws eks get-token`,
 * `gke-gcloud-auth-plugin`, `kubelogin`.
 *
 * @throws UserError when it is missing, fails, or answers with nothing to log in with
 */
export async function runExecPlugin(
  subject: string,
  { apiVersion, command, args, env }: ExecPlugin,
): Promise<Exclude<Credentials, { readonly kind: 'exec' }>> {
  const input = { apiVersion, kind: 'ExecCredential', spec: { interactive: false } };
  const output = await new Promise<string>((resolve, reject) => {
    const environment = { ...process.env, ...env, KUBERNETES_EXEC_INFO: JSON.stringify(input) };
    execFile(
      command,
      [...args],
      { env: environment, timeout: TIMEOUT, maxBuffer: 2 ** 20 },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        const reason = error.code === 'ENOENT' ? 'is not installed' : lastLine(stderr) || 'failed';
        reject(
          new UserError({
            subject,
            message: `${command}, which the kubeconfig logs in with: ${reason}; run it by hand to see more`,
          }),
        );
      },
    );
  });
  const parsed = answer.safeParse(parseJson(output));
  const { token, clientCertificateData, clientKeyData } = parsed.data?.status ?? {};
  if (token !== undefined) return { kind: 'token', token };
  if (clientCertificateData !== undefined && clientKeyData !== undefined) {
    return { kind: 'certificate', certificate: clientCertificateData, key: clientKeyData };
  }
  throw new UserError({
    subject,
    message: `${command}, which the kubeconfig logs in with, answered with no credentials; run it by hand to see why`,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
