import { describe, expect, it } from '@jest/globals';
import { reachable, slim, slimDefinitions } from '../../../tools/schemas/slim.ts';

describe('a schema of OpenAPI', () => {
  it('loses its texts, but not a property that is named like one', () => {
    const written = {
      type: 'object',
      description: 'What it is',
      properties: { description: { type: 'string', description: 'Free text', title: 'Text' } },
    };
    expect(slim(written)).toEqual({ type: 'object', properties: { description: { type: 'string' } } });
  });

  it('names a definition without wrapping it, and keeps what stands beside the reference', () => {
    const written = {
      allOf: [{ $ref: '#/components/schemas/io.k8s.Probe' }],
      default: { port: 80 },
      'x-kubernetes-list-type': 'atomic',
    };
    expect(slim(written)).toEqual({
      $ref: '#/definitions/io.k8s.Probe',
      default: { port: 80 },
      'x-kubernetes-list-type': 'atomic',
    });
  });

  it('loses the default of a struct that is empty, and keeps others', () => {
    expect([slim({ default: {} }), slim({ default: '' }), slim({ default: false })]).toEqual([
      {},
      { default: '' },
      { default: false },
    ]);
  });

  it('keeps an allOf of several', () => {
    expect(slim({ allOf: [{ minLength: 1, description: 'x' }, { maxLength: 9 }] })).toEqual({
      allOf: [{ minLength: 1 }, { maxLength: 9 }],
    });
  });

  it.each([
    'Deprecated: use another.',
    'DEPRECATED: GitRepo is deprecated.',
    'DeprecatedServiceAccount is a deprecated alias for ServiceAccountName.',
    'deprecatedSource is the deprecated field assuring backward compatibility.',
    'Endpoints is a collection. Deprecated: This API is deprecated in v1.33+.',
  ])('is marked when its text says %j', (description) => {
    expect(slim({ type: 'string', description })).toEqual({ type: 'string', deprecated: true });
  });

  it.each([
    'deprecated indicates this version of the custom resource API is deprecated.',
    'The annotation is officially deprecated, for backwards compatibility.',
    'The phase.\n\nPossible enum values:\n - `"Unknown"` Deprecated: It is not being set.',
  ])('is not marked when its text says %j', (description) => {
    expect(slim({ type: 'string', description })).toEqual({ type: 'string' });
  });
});

describe('definitions', () => {
  it('that take any object say so', () => {
    const name = 'io.k8s.apimachinery.pkg.runtime.RawExtension';
    const status = 'io.k8s.CustomResourceSubresourceStatus';
    const written = new Map([
      [name, { type: 'object', description: 'Anything' }],
      [status, { type: 'object', description: 'A struct without fields' }],
    ]);
    expect(slimDefinitions(written)).toEqual({
      [name]: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      [status]: { type: 'object' },
    });
  });

  it('that no kind needs are left out, also when they need each other', () => {
    const definitions = {
      Pod: { items: { $ref: '#/definitions/Port' } },
      Port: { properties: { next: { $ref: '#/definitions/Port' } } },
      Options: { properties: { more: { $ref: '#/definitions/Options' } } },
    };
    expect(Object.keys(reachable(definitions, ['Pod']))).toEqual(['Pod', 'Port']);
  });
});
