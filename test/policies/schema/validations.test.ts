import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../model/kube.ts';
import { schemaCatalogs } from '../../../pipeline/check/schema-catalogs.ts';
import type { Schema, Validation } from '../../../policies/schema/form.ts';
import { validate } from '../../../policies/schema/validate.ts';
import { Validations } from '../../../policies/schema/validations.ts';

const catalog = schemaCatalogs()('1.36');
const ROUTE = 'gateway.networking.k8s.io/v1';

/** Pointers and messages of what the rules of a kind that Stele knows refuse, in an object that its schema takes. */
function refused(apiVersion: string, kind: string, spec: object): readonly string[] {
  const object: KubeObject = { apiVersion, kind, metadata: { name: 'web', namespace: 'web' }, spec };
  const known = catalog.kind(apiVersion, kind);
  if (known === undefined) throw new Error(`${kind} is not in the catalog`);
  expect(validate(catalog, known, object)).toEqual([]);
  return catalog
    .validations(known)
    .problems(object)
    .map(({ pointer, message }) => `${pointer}: ${message}`);
}

describe('the rules of custom resources', () => {
  test.each([
    ['a route', 'HTTPRoute', { rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] }],
    [
      'two parents of one name with sections',
      'HTTPRoute',
      {
        parentRefs: [
          { name: 'a', sectionName: 'http' },
          { name: 'a', sectionName: 'https' },
        ],
      },
    ],
    ['durations', 'HTTPRoute', { rules: [{ timeouts: { request: '10s', backendRequest: '1500ms' } }] }],
    [
      'a listener without TLS, and one with',
      'Gateway',
      {
        gatewayClassName: 'envoy',
        listeners: [
          { name: 'http', port: 80, protocol: 'HTTP' },
          { name: 'https', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'web' }] } },
        ],
      },
    ],
    [
      'an address of the type that is the default',
      'Gateway',
      {
        gatewayClassName: 'envoy',
        addresses: [{ value: '192.0.2.1' }],
        listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }],
      },
    ],
  ])('of Gateway API take %s', (_what, kind, spec) => {
    expect(refused(ROUTE, kind, spec)).toEqual([]);
  });

  test.each([
    [
      'a backend without a port, whose kind is the default',
      'HTTPRoute',
      { rules: [{ backendRefs: [{ name: 'web' }] }] },
      ['/spec/rules/0/backendRefs/0: Must have port for Service reference'],
    ],
    [
      'a filter twice',
      'HTTPRoute',
      {
        rules: [
          {
            filters: ['a', 'b'].map((name) => ({
              type: 'RequestHeaderModifier',
              requestHeaderModifier: { remove: [name] },
            })),
          },
        ],
      },
      ['/spec/rules/0/filters: RequestHeaderModifier filter cannot be repeated'],
    ],
    [
      'two parents in one namespace without sections',
      'HTTPRoute',
      {
        parentRefs: [
          { name: 'a', namespace: 'web' },
          { name: 'a', namespace: 'web' },
        ],
      },
      ['/spec/parentRefs: sectionName must be unique when parentRefs includes 2 or more references to the same parent'],
    ],
    [
      'a path that does not begin with a slash',
      'HTTPRoute',
      { rules: [{ matches: [{ path: { type: 'PathPrefix', value: 'web' } }] }] },
      [
        "/spec/rules/0/matches/0/path: value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']",
      ],
    ],
    [
      'TLS on a port for HTTP',
      'Gateway',
      {
        gatewayClassName: 'envoy',
        listeners: [{ name: 'http', port: 80, protocol: 'HTTP', tls: { certificateRefs: [{ name: 'web' }] } }],
      },
      ["/spec/listeners: tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']"],
    ],
    [
      'a timeout of a backend that is longer than the whole',
      'HTTPRoute',
      { rules: [{ timeouts: { request: '1s', backendRequest: '2s' } }] },
      ['/spec/rules/0/timeouts: backendRequest timeout cannot be longer than request timeout'],
    ],
  ])('of Gateway API refuse %s', (_what, kind, spec, expected) => {
    expect(refused(ROUTE, kind, spec)).toEqual(expected);
  });

  test('of the Prometheus operator and of External Secrets are known, too', () => {
    expect(refused('monitoring.coreos.com/v1alpha1', 'PrometheusAgent', { mode: 'DaemonSet', replicas: 2 })).toEqual([
      '/spec: replicas cannot be set when mode is DaemonSet',
    ]);
    expect(refused('external-secrets.io/v1', 'SecretStore', { provider: { doppler: { auth: {} } } })).toEqual([
      "/spec/provider/doppler/auth: Exactly one of 'secretRef' or 'oidcConfig' must be specified",
    ]);
  });

  test('about changes are left out: of a Rollout its selector never changes', () => {
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web' }] } };
    const selector = { matchLabels: { app: 'web' } };
    expect(refused('argoproj.io/v1alpha1', 'Rollout', { selector, template })).toEqual([]);
  });
});

/** What one rule says of the field `it` of an object. */
function broken(rule: string | Validation, it: Schema, value: unknown): readonly string[] {
  const validation = typeof rule === 'string' ? { rule, message: 'broken' } : rule;
  const schema: Schema = { type: 'object', properties: { it }, 'x-kubernetes-validations': [validation] };
  const object = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'web' }, it: value };
  const find = () => {
    throw new Error('there is no reference');
  };
  return new Validations(schema, find).problems(object).map(({ pointer, message }) => `${pointer}: ${message}`);
}

describe('a rule sees', () => {
  test.each<[string, string, Schema, unknown]>([
    ['defaults', "self.it.a == 'b'", { type: 'object', properties: { a: { type: 'string', default: 'b' } } }, {}],
    ['integers that it can count with', 'self.it + 1 == 3', { type: 'integer' }, 2],
    ['a field without a value as none', '!has(self.it)', { type: 'string' }, null],
    [
      'names that CEL reserves',
      "self.it.__namespace__ == 'a'",
      { type: 'object', properties: { namespace: { type: 'string' } } },
      { namespace: 'a' },
    ],
    [
      'names with signs',
      "self.it.a__dash__b__dot__c == 'a'",
      { type: 'object', properties: { 'a-b.c': { type: 'string' } } },
      { 'a-b.c': 'a' },
    ],
    [
      'keys of a map as they are',
      "'a-b' in self.it",
      { type: 'object', additionalProperties: { type: 'string' } },
      { 'a-b': '' },
    ],
    ['a port by number or name', 'type(self.it) == int && self.it == 80', { 'x-kubernetes-int-or-string': true }, 80],
    [
      'nothing that the schema does not name',
      '!has(self.it.b)',
      { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      { b: 1 },
    ],
  ])('%s', (_what, rule, schema, value) => {
    expect(broken(rule, schema, value)).toEqual([]);
    expect(broken(`!(${rule})`, schema, value)).toEqual([': broken']);
  });

  test.each<[string, string, Schema, unknown]>([
    ['calls what the engine does not know', 'isIP(self.it)', { type: 'string' }, 'a'],
    ['is no CEL', 'self.it ==', { type: 'string' }, 'a'],
    ['reads what is not there', "self.it.b == 'a'", { type: 'object', properties: {} }, {}],
    ['asks for the former object', 'self.it == oldSelf.it && false', { type: 'string' }, 'a'],
    ['has a pattern that is read differently', "self.it.matches('^[[:alpha:]]+$') && false", { type: 'string' }, 'a'],
    [
      'looks at a time',
      "self.it > timestamp('2030-01-01T00:00:00Z')",
      { type: 'string', format: 'date-time' },
      '2020-01-01T00:00:00Z',
    ],
  ])('nothing wrong when it %s', (_what, rule, schema, value) => {
    expect(broken(rule, schema, value)).toEqual([]);
  });

  test('points at the field that it names, and says itself where it has no message', () => {
    expect(broken({ rule: 'self.it > 1', fieldPath: '.it' }, { type: 'integer' }, 1)).toEqual([
      '/it: breaks the rule self.it > 1',
    ]);
  });
});
