import { describe, expect, it } from '@jest/globals';
import { SchemaCatalog, type SchemaSource } from '../../../policies/schema/catalog.ts';
import type { KindEntry, Lifecycle, SchemaFile } from '../../../policies/schema/form.ts';

const FORM = { comment: '', form: 1, provenance: [] } as const;

const deployment = entry('Deployment', 'deployments');

const kubernetes: SchemaFile = {
  ...FORM,
  kinds: {
    'apps/v1': { Deployment: deployment, StatefulSet: entry('StatefulSet', 'statefulsets') },
    'autoscaling/v1': { HorizontalPodAutoscaler: entry('OldScaler', 'horizontalpodautoscalers') },
    'autoscaling/v2': { HorizontalPodAutoscaler: entry('Scaler', 'horizontalpodautoscalers') },
    'resource.k8s.io/v1beta1': { DeviceClass: { ...entry('DeviceClass', 'deviceclasses'), served: 'on request' } },
    v1: { Event: entry('Event', 'events') },
  },
  definitions: {
    Deployment: { type: 'object' },
    ObjectMeta: { type: 'object', properties: { name: { type: 'string' } } },
  },
};

const rollouts: SchemaFile = {
  ...FORM,
  kinds: { 'argoproj.io/v1alpha1': { Rollout: entry('Rollout', 'rollouts') } },
  definitions: { Rollout: { type: 'object', properties: { metadata: { $ref: '#/definitions/ObjectMeta' } } } },
};

const lifecycle: Record<string, Record<string, Lifecycle>> = {
  'extensions/v1beta1': {
    Deployment: { removed: '1.16', replacement: { apiVersion: 'apps/v1', kind: 'Deployment' } },
    PodSecurityPolicy: { removed: '1.16', replacement: { apiVersion: 'policy/v1beta1', kind: 'PodSecurityPolicy' } },
  },
  'policy/v1beta1': { PodSecurityPolicy: { deprecated: '1.21', removed: '1.25' } },
  'autoscaling/v2beta1': {
    HorizontalPodAutoscaler: {
      removed: '1.25',
      replacement: { apiVersion: 'autoscaling/v2beta2', kind: 'HorizontalPodAutoscaler' },
    },
  },
  'autoscaling/v2beta2': { HorizontalPodAutoscaler: { removed: '1.26' } },
  'resource.k8s.io/v1beta1': { DeviceClass: { deprecated: '1.35', removed: '1.38' } },
};

describe('the catalog of schemas', () => {
  it('knows a kind of Kubernetes, and what it looks like', () => {
    const catalog = new SchemaCatalog(source());
    const kind = catalog.kind('apps/v1', 'Deployment');
    expect(kind).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', custom: false, ...deployment });
    expect(kind && catalog.schemaOf(kind)).toEqual({ type: 'object' });
  });

  it('finds what a custom resource shares with Kubernetes', () => {
    const catalog = new SchemaCatalog(source());
    const kind = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' };
    expect(catalog.kind(kind.apiVersion, kind.kind)?.custom).toBe(true);
    expect(catalog.definition(kind, 'ObjectMeta')).toBe(kubernetes.definitions.ObjectMeta);
  });

  it.each([
    ['constructor', 'name'],
    ['apps/v1', 'toString'],
    ['__proto__', '__proto__'],
  ])('has no kind %s %s', (apiVersion, kind) => {
    expect(new SchemaCatalog(source()).kind(apiVersion, kind)).toBeUndefined();
  });

  it('takes the newest version when none is given', () => {
    expect(new SchemaCatalog(source()).kubernetes).toBe('1.36');
  });

  it('takes the closest schemas where there are none of a version', () => {
    const { kubernetes, schemas } = new SchemaCatalog(source(), '1.30');
    expect({ kubernetes, schemas }).toEqual({ kubernetes: '1.30', schemas: '1.35' });
  });

  it('reads each file once, and none that is not needed', () => {
    const read: string[] = [];
    const catalog = new SchemaCatalog(source(read));
    catalog.kind('apps/v1', 'Deployment');
    catalog.kind('apps/v1', 'StatefulSet');
    expect(read).toEqual(['1.36']);
  });

  it('tells a group of which it knows all kinds from one that it knows nothing of', () => {
    const catalog = new SchemaCatalog(source());
    const groups = ['', 'apps', 'argoproj.io', 'extensions', 'example.com'];
    expect(groups.filter((group) => catalog.knowsGroup(group))).toEqual(['', 'apps', 'argoproj.io', 'extensions']);
  });
});

describe('the nearest kind', () => {
  it.each([
    ['apps/v1', 'Deploymnet', 'apps/v1', 'Deployment'],
    ['v1', 'Deployment', 'apps/v1', 'Deployment'],
    ['apps/v1', 'deployment', 'apps/v1', 'Deployment'],
    ['extensions/v1beta1', 'StatfulSet', 'apps/v1', 'StatefulSet'],
    ['autoscaling/v3', 'HorizontalPodAutoscaler', 'autoscaling/v2', 'HorizontalPodAutoscaler'],
    ['argoproj.io/v1', 'Rollout', 'argoproj.io/v1alpha1', 'Rollout'],
  ])('to %s %s is %s %s', (apiVersion, kind, nearVersion, nearKind) => {
    const near = new SchemaCatalog(source()).nearest(apiVersion, kind);
    expect(near).toEqual({ apiVersion: nearVersion, kind: nearKind });
  });

  it('is none where nothing is like it', () => {
    expect(new SchemaCatalog(source()).nearest('example.com/v1', 'Teapot')).toBeUndefined();
  });

  it('is none that is served on request only', () => {
    expect(new SchemaCatalog(source()).nearest('resource.k8s.io/v1', 'DeviceClass')).toBeUndefined();
  });
});

describe('a kind that was removed', () => {
  it('says since when, and what replaced it', () => {
    expect(new SchemaCatalog(source()).removed('extensions/v1beta1', 'Deployment')).toEqual({
      since: '1.16',
      replacement: { apiVersion: 'apps/v1', kind: 'Deployment' },
    });
  });

  it('is there before', () => {
    expect(
      new SchemaCatalog(source(), '1.24').removed('autoscaling/v2beta1', 'HorizontalPodAutoscaler'),
    ).toBeUndefined();
  });

  it('has the heir that is served, when its first one was removed too', () => {
    expect(new SchemaCatalog(source()).removed('autoscaling/v2beta1', 'HorizontalPodAutoscaler')?.replacement).toEqual({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
    });
  });

  it('may have no heir', () => {
    expect(new SchemaCatalog(source()).removed('extensions/v1beta1', 'PodSecurityPolicy')).toEqual({ since: '1.16' });
  });
});

describe('a deprecated kind', () => {
  it('says since when, and when it will be removed', () => {
    expect(new SchemaCatalog(source()).deprecated('resource.k8s.io/v1beta1', 'DeviceClass')).toEqual({
      since: '1.35',
      removedIn: '1.38',
    });
  });

  it('is not deprecated before', () => {
    expect(new SchemaCatalog(source(), '1.34').deprecated('resource.k8s.io/v1beta1', 'DeviceClass')).toBeUndefined();
  });

  it('is removed, and not deprecated, after', () => {
    expect(new SchemaCatalog(source()).deprecated('policy/v1beta1', 'PodSecurityPolicy')).toBeUndefined();
  });
});

function entry(definition: string, plural: string): KindEntry {
  return { definition, plural, namespaced: true };
}

function source(read: string[] = []): SchemaSource {
  const noting = <T>(name: string, file: T): T => {
    read.push(name);
    return file;
  };
  return {
    versions: ['1.35', '1.36'],
    groups: ['argoproj.io'],
    kubernetes: (version) => noting(version, kubernetes),
    customResources: (group) => noting(group, rollouts),
    lifecycle: () => noting('lifecycle', { ...FORM, until: '1.36', kinds: lifecycle }),
  };
}
