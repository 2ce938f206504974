import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { agrees } from '../../cli/agrees.ts';
import { confirmPlaces } from '../../cli/confirm-places.ts';
import { Terminal } from '../../cli/terminal.ts';

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const PLACE = {
  name: 'prod/prod-us-1',
  context: 'admin@prod-us-1',
  server: 'https://10.20.0.5:443',
  version: 'v1.36.1',
  user: 'admin',
  doubts: ['runs Kubernetes v1.36.1; environments/prod.ts says 1.35'],
};
const HUB = { ...PLACE, name: 'hub-1, the hub of prod/prod-us-1', server: 'https://10.10.0.5:443', doubts: [] };

test.each([
  ['y\r', true],
  ['Yes \r', true],
  ['n\r', false],
  ['\r', false],
  ['yesterday\r', false],
  [CTRL_D, false],
])('%j is a yes: %s', async (typed, yes) => {
  expect(await typing(typed).answer).toBe(yes);
});

test('the end of what can be typed is a no', async () => {
  const { input, answer } = typing('');
  input.end();

  expect(await answer).toBe(false);
});

test('Ctrl-C is no answer: it ends the process as it does elsewhere', async () => {
  expect(await typing(CTRL_C).interrupted).toBe('interrupted');
});

test('whose clusters they are is shown before the question, the doubts with them', async () => {
  const { shown, failure } = await confirming('n\r', false);

  expect(shown.split('\n')).toEqual([
    'prod/prod-us-1: context "admin@prod-us-1", https://10.20.0.5:443, Kubernetes v1.36.1 as admin',
    'warning: prod/prod-us-1 runs Kubernetes v1.36.1; environments/prod.ts says 1.35',
    'hub-1, the hub of prod/prod-us-1: context "admin@prod-us-1", https://10.10.0.5:443, Kubernetes v1.36.1 as admin',
    expect.stringMatching(/^Are these the right clusters\? \[y\/N\] /),
    '',
  ]);
  expect(failure).toMatchObject({
    name: 'UserError',
    message: 'prod/prod-us-1: nothing was done; set another kubeconfig for the Pulumi stack',
  });
});

test('who says yes beforehand is not asked', async () => {
  const { shown, failure } = await confirming('', true);

  expect(failure).toBeUndefined();
  expect(shown).not.toContain('[y/N]');
});

function typing(typed: string) {
  const input = new PassThrough();
  let answer: Promise<boolean> = Promise.resolve(false);
  const interrupted = new Promise<string>((resolve) => {
    answer = agrees('? ', { input, output: new PassThrough().resume(), interrupt: () => resolve('interrupted') });
  });
  input.write(typed);
  return { input, answer, interrupted };
}

async function confirming(typed: string, agreed: boolean) {
  let shown = '';
  const output = new PassThrough().setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const dialogue = { input, output, interrupt: () => undefined };
  const err = new Terminal(output, { NO_COLOR: '1' });
  const places = { argocd: HUB, spoke: PLACE };
  const done = confirmPlaces({ cluster: 'prod/prod-us-1', places, agreed, err, dialogue });
  input.write(typed);
  const failure = await done.then(
    () => undefined,
    (error: unknown) => error,
  );
  // what has been written is read
  await new Promise((resolve) => setImmediate(resolve));
  return { shown: stripVTControlCharacters(shown).replaceAll('\r', ''), failure };
}
