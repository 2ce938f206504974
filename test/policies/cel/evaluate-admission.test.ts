import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../model/kube.ts';
import { podAdmission, serviceAdmission } from '../../../policies/cel/admission-object.ts';
import { admissionCheck, celEnvironment } from '../../../policies/cel/evaluate-admission.ts';
import type { AdmissionRule } from '../../../policies/rule.ts';
import noPrivileged from '../../../policies/rules/no-privileged.ts';
import highUid from '../../../policies/rules/require-high-uid.ts';
import readOnlyRoot from '../../../policies/rules/require-read-only-root.ts';

const environment = celEnvironment();

function podOf(spec: object, metadata: object = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', ...metadata }, spec };
}

function ruleOf(more: Partial<AdmissionRule>): AdmissionRule {
  if (noPrivileged.kind !== 'admission') throw new TypeError('no admission rule');
  const { at: _, podSecurity: __, ...rule } = noPrivileged;
  return { ...rule, ...more };
}

function offencesOf(rule: AdmissionRule, object: KubeObject) {
  const admitted = podAdmission(object) ?? serviceAdmission(object);
  if (admitted === undefined) throw new Error('no object of a rule');
  return admissionCheck(environment, rule, { minimum: 10_000 })(admitted);
}

function pointersOf(rule: unknown, object: KubeObject): string[] {
  return offencesOf(rule as AdmissionRule, object).map(({ pointer }) => pointer);
}

describe('ephemeral containers', () => {
  const debugged = podOf({
    containers: [{ name: 'web', securityContext: { readOnlyRootFilesystem: true } }],
    ephemeralContainers: [{ name: 'debug', securityContext: { privileged: true } }],
  });

  test('are containers to rules over all of them', () => {
    expect(offencesOf(ruleOf({}), debugged)).toEqual([
      { pointer: '/spec/ephemeralContainers/0', message: 'container debug must not run privileged' },
    ]);
  });

  test('may write to their root, as tools for debugging do', () => {
    expect(pointersOf(readOnlyRoot, debugged)).toEqual([]);
  });

  test('inherit what the pod says', () => {
    const securityContext = { runAsUser: 10001, runAsGroup: 10001 };
    const pod = podOf({ securityContext, containers: [], ephemeralContainers: [{ name: 'debug' }] });
    expect(pointersOf(highUid, pod)).toEqual([]);
  });
});

describe('an object is seen as the API server stores it', () => {
  test('a null is no field', () => {
    const pod = podOf({
      containers: [
        { name: 'web', securityContext: null },
        { name: 'log', securityContext: { privileged: null } },
      ],
    });
    expect(pointersOf(noPrivileged, pod)).toEqual([]);
  });

  test('a volume without a source is an emptyDir', () => {
    const rule = ruleOf({ each: 'volumes', require: '!has(it.emptyDir)', message: 'must not' });
    const volumes = [{ name: 'a' }, { name: 'b', hostPath: { path: '/b' } }, { name: 'c', hostPath: null }];
    expect(pointersOf(rule, podOf({ containers: [], volumes }))).toEqual(['/spec/volumes/0', '/spec/volumes/2']);
    const ofPod = ruleOf({ each: undefined, require: '!variables.podSpec.volumes.exists(v, has(v.emptyDir))' });
    expect(pointersOf(ofPod, podOf({ containers: [], volumes }))).toEqual(['/spec']);
  });

  test('a key that JavaScript objects have is data', () => {
    const annotations = JSON.parse('{"__proto__": "a", "constructor": "b"}');
    const rule = ruleOf({
      each: undefined,
      require: "variables.annotations['__proto__'] == 'a' && variables.annotations['constructor'] == 'b'",
    });
    expect(pointersOf(rule, podOf({ containers: [] }, { annotations }))).toEqual([]);
  });
});

describe('an error denies', () => {
  test('in what is required', () => {
    const rule = ruleOf({ require: 'it.missing == 1' });
    expect(pointersOf(rule, podOf({ containers: [{ name: 'web' }] }))).toEqual(['/spec/containers/0']);
  });

  test('in the condition, unless what is required holds anyway', () => {
    const pod = podOf({ containers: [{ name: 'web' }] });
    expect(pointersOf(ruleOf({ when: 'it.missing == 1', require: 'false' }), pod)).toEqual(['/spec/containers/0']);
    expect(pointersOf(ruleOf({ when: 'it.missing == 1', require: 'true' }), pod)).toEqual([]);
  });
});

describe('places', () => {
  test('may be in the metadata of the pod, wherever that is', () => {
    const rule = ruleOf({ each: 'podAndContainers', require: 'has(it.name)', at: '../metadata/annotations/x' });
    const template = { metadata: { annotations: { x: 'y' } }, spec: { containers: [{ name: 'web' }] } };
    const job = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'web' },
      spec: { jobTemplate: { spec: { template } } },
    };
    expect(pointersOf(rule, job)).toEqual(['/spec/jobTemplate/spec/template/metadata/annotations/x']);
    expect(pointersOf(rule, podOf({ containers: [] }))).toEqual(['/metadata/annotations/x']);
  });

  test('are the item itself where a function finds none', () => {
    const rule = ruleOf({ require: 'false', at: () => [] });
    expect(pointersOf(rule, podOf({ containers: [{ name: 'web' }] }))).toEqual(['/spec/containers/0']);
  });
});
