import { expect, test } from '@jest/globals';
import type { EngineEvent } from '@pulumi/pulumi/automation/index.js';
import { RunEvents, type Step } from '../../../bootstrap/drive/run-events.ts';

const URN = 'urn:pulumi:prod-eu-1::stele::stele:bootstrap:ArgoCdInstall$kubernetes:apps/v1:Deployment::';

test('a step is told when it is done, in a preview when it is announced', () => {
  const [done, announced] = [step('resOutputsEvent', 'create'), step('resourcePreEvent', 'update')];

  expect(heard([done, announced], false)).toEqual([{ verb: 'create', object: 'Deployment argocd/argocd-server' }]);
  expect(heard([done, announced], true)).toEqual([{ verb: 'update', object: 'Deployment argocd/argocd-server' }]);
});

test('what Pulumi lets go of without deleting it is not called deleted', () => {
  expect(heard([step('resOutputsEvent', 'delete', { retainOnDelete: true })], false)).toEqual([
    { verb: 'forget', object: 'Deployment argocd/argocd-server' },
  ]);
});

test('what did not change, and what is no object of a cluster, is not told', () => {
  const provider = { type: 'pulumi:providers:kubernetes', op: 'update', urn: `${URN}prod-eu-1` };

  expect(heard([step('resOutputsEvent', 'same'), event({ resOutputsEvent: { metadata: provider } })], false)).toEqual(
    [],
  );
});

test('errors name the object, without the marks of colours', () => {
  const events = new RunEvents(() => undefined);
  const message = '<{%fg 1%}>conflict<{%reset%}>\n';
  events.hear(
    event({ diagnosticEvent: { severity: 'error', message, urn: `${URN}Secret/argocd/stele-repository` } }),
    false,
  );
  events.hear(event({ diagnosticEvent: { severity: 'error', message: 'update failed', urn: '' } }), false);

  expect(events.errors).toEqual(['Secret argocd/stele-repository: conflict']);
});

function heard(events: readonly EngineEvent[], preview: boolean) {
  const steps: Step[] = [];
  const run = new RunEvents((one) => steps.push(one));
  for (const one of events) run.hear(one, preview);
  return steps;
}

function step(name: 'resOutputsEvent' | 'resourcePreEvent', op: string, old: object = {}): EngineEvent {
  const metadata = { op, type: 'kubernetes:apps/v1:Deployment', urn: `${URN}Deployment/argocd/argocd-server`, old };
  return event({ [name]: { metadata } });
}

function event(content: object): EngineEvent {
  return { sequence: 0, timestamp: 0, ...content } as EngineEvent;
}
