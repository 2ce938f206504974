import { expect, test } from '@jest/globals';
import { pulumiSaid } from '../../../bootstrap/drive/pulumi-stack.ts';

test.each([
  ['error: the server went away', 'the server went away'],
  ['warning: old\nerror: \u001b[31mfirst\u001b[0m\nmore\nerror: second', 'first; second'],
  ['first line\n\nsecond line', 'first line; second line'],
  ['error: no stack named "prod-eu-1" found', 'is not there yet; stele bootstrap makes it'],
  [
    'error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions',
    'nobody is logged in to where Pulumi keeps its state; run pulumi login, or set PULUMI_BACKEND_URL',
  ],
  [
    'error: getting secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE',
    'the passphrase of its secrets is missing or wrong; set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE',
  ],
  ['', 'Pulumi failed, and does not say why; run it by hand to see more'],
])('of %j what matters is told, without what was run', (stderr, said) => {
  // https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/nodejs/automation/cmd.ts
  const failed = `Command failed with exit code 255: pulumi up --stack prod-eu-1\n${stderr}`;

  expect(pulumiSaid(new Error(`code: -2\n stdout: \n stderr: ${failed}\n err?: Error: ${failed}\n`))).toBe(said);
});

test('what did not come from the command line is told as it is', () => {
  expect(pulumiSaid(new Error('no such file'))).toBe('no such file');
});
