import { describe, expect, test } from '@jest/globals';
import { Seal, type SealProps } from '../../../constructs/policy/index.ts';
import { objectOf, objectsOf, testChart, testFacts } from '../../support/stack-chart.ts';

interface Policy {
  readonly matchConstraints: { readonly resourceRules: readonly Readonly<Record<string, unknown>>[] };
  readonly matchConditions: readonly { readonly name: string; readonly expression: string }[];
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  readonly auditAnnotations: readonly { readonly key: string }[];
}

const ENGINE = { capabilities: { policyEngine: 'validating-admission-policy' } };

function sealed(props: SealProps = {}, facts: object = {}) {
  const chart = testChart({ facts: testFacts({ ...ENGINE, ...facts }) });
  new Seal(chart, 'seal', props);
  return chart;
}

function policy(chart: ReturnType<typeof sealed>, name = 'seal'): Policy {
  return objectOf(chart, 'ValidatingAdmissionPolicy', name).spec as Policy;
}

function variable(chart: ReturnType<typeof sealed>, name: string): string {
  return policy(chart).variables.find((one) => one.name === name)?.expression ?? '';
}

describe('a seal', () => {
  test('is two policies that refuse: over what is in sealed namespaces, and over these themselves', () => {
    const chart = sealed();
    expect(objectsOf(chart).map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'ValidatingAdmissionPolicy seal',
      'ValidatingAdmissionPolicyBinding seal',
      'ValidatingAdmissionPolicy seal-namespaces',
      'ValidatingAdmissionPolicyBinding seal-namespaces',
    ]);
    expect(objectOf(chart, 'ValidatingAdmissionPolicyBinding', 'seal').spec).toEqual({
      policyName: 'seal',
      validationActions: ['Deny', 'Audit'],
      matchResources: { namespaceSelector: { matchLabels: { 'stele.dev/sealed': 'true' } } },
    });
    // a selector would not see a label that the request takes away
    expect(objectOf(chart, 'ValidatingAdmissionPolicyBinding', 'seal-namespaces').spec).toEqual({
      policyName: 'seal-namespaces',
      validationActions: ['Deny', 'Audit'],
    });
  });

  test('looks at every verb on every kind with every subresource', () => {
    expect(policy(sealed()).matchConstraints.resourceRules).toEqual([
      { apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*/*'], scope: 'Namespaced' },
    ]);
    expect(policy(sealed(), 'seal-namespaces').matchConstraints.resourceRules).toEqual([
      {
        apiGroups: [''],
        apiVersions: ['*'],
        operations: ['*'],
        resources: ['namespaces', 'namespaces/*'],
        scope: 'Cluster',
      },
    ]);
  });

  test('defines each variable before it is used, by a name that CEL does not reserve', () => {
    for (const name of ['seal', 'seal-namespaces']) {
      const defined = new Set<string>();
      for (const one of policy(sealed({ debugImages: ['example.com/debug'] }), name).variables) {
        expect(one.name).toMatch(/^(?!namespace$)[a-zA-Z]+$/);
        for (const [, used] of one.expression.matchAll(/variables\.(\w+)/g)) expect(defined).toContain(used);
        defined.add(one.name);
      }
    }
  });

  test('takes identities from the facts', () => {
    const chart = sealed(
      {},
      {
        identities: {
          argocd: 'argo',
          breakGlassGroup: 'rescue',
          controllers: { 'control-plane': ['eks:node-manager'] },
        },
      },
    );
    expect(policy(chart).matchConditions[0]).toEqual({
      name: 'not-argo-cd',
      expression: 'request.userInfo.username != "argo"',
    });
    expect(variable(chart, 'isBreakGlass')).toBe('"rescue" in request.userInfo.?groups.orValue([])');
    expect(variable(chart, 'isMachine')).toContain('in ["eks:node-manager"');
  });

  test('lets nobody through without a break-glass group', () => {
    const facts = testFacts(ENGINE);
    const chart = testChart({ facts: { ...facts, identities: { ...facts.identities, breakGlassGroup: undefined } } });
    new Seal(chart, 'seal');
    expect(variable(chart, 'isBreakGlass')).toBe('false');
  });

  test('grants controllers what they have to write, and what it is told of others', () => {
    const chart = sealed(
      {
        grants: {
          mesh: [{ resources: ['/services'], fields: ['spec.selector'], remove: true, scale: true }],
          keda: [],
        },
      },
      { identities: { controllers: { mesh: ['system:serviceaccount:mesh:mesh'] } } },
    );
    const grants = variable(chart, 'grants');
    expect(grants).toContain(
      '{"users":["system:serviceaccount:mesh:mesh"],"resources":["/services"],"may":["metadata","spec.selector","delete","scale"]}',
    );
    expect(grants).toContain(
      '{"users":["system:serviceaccount:kube-system:horizontal-pod-autoscaler"],"resources":["*"],"may":["metadata","scale"]}',
    );
    expect(grants).not.toContain('keda');
  });

  test('lets people debug with listed images only', () => {
    expect(variable(sealed(), 'mayPerson')).not.toContain('ephemeralcontainers');
    expect(variable(sealed({ debugImages: ['example.com/debug'] }), 'mayPerson')).toContain('["example.com/debug"]');
  });

  test('lets debug containers have nothing of the pod', () => {
    const text = variable(sealed({ debugImages: ['example.com/debug'] }), 'mayPerson');
    for (const list of ['volumeMounts', 'volumeDevices', 'envFrom']) {
      expect(text).toContain(`size(it.?${list}.orValue([])) == 0`);
    }
  });

  test('has the audit log tell of break-glass, and of debugging where that is allowed', () => {
    const keys = (chart: ReturnType<typeof sealed>, name?: string) =>
      policy(chart, name).auditAnnotations.map(({ key }) => key);
    const debugging = sealed({ debugImages: ['example.com/debug'] });
    expect(keys(sealed())).toEqual(['break-glass']);
    expect(keys(debugging)).toEqual(['break-glass', 'debug']);
    expect(keys(debugging, 'seal-namespaces')).toEqual(['break-glass']);
  });

  test('lets people debug with what the mirror of the cluster has', () => {
    const chart = sealed(
      { debugImages: ['docker.io/library/busybox'] },
      { registryMirror: { 'docker.io': 'mirror.example.com/hub' } },
    );
    expect(variable(chart, 'mayPerson')).toContain('["mirror.example.com/hub/library/busybox"]');
  });

  test('refuses a controller that it does not know, with the nearest name', () => {
    expect(() => sealed({}, { identities: { controllers: { 'cert-manger': ['x'] } } })).toThrow(
      'shop/seal: fact identities.controllers: "cert-manger" is no controller that Stele knows (did you mean "cert-manager"?)',
    );
  });

  test('is left out where another engine enforces policies', () => {
    expect(objectsOf(sealed({}, { capabilities: { policyEngine: 'kyverno' } }))).toEqual([]);
  });
});
