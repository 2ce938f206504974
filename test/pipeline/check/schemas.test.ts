import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { schemaSource } from '../../../pipeline/check/schemas.ts';
import { SchemaCatalog } from '../../../policies/schema/catalog.ts';
import type { SchemaFile } from '../../../policies/schema/form.ts';
import { component, versionOf } from '../../../tools/component-cache.ts';
import { pinnedBy } from '../../../tools/schemas/go-module.ts';
import { references } from '../../../tools/schemas/slim.ts';
import { textOf } from '../../../tools/schemas/write.ts';

const FOLDER = join(import.meta.dirname, '../../../schemas');

const source = schemaSource();
const kubernetes = source.versions.map((version) => [version, source.kubernetes(version)] as const);
const custom = source.groups.map((group) => [group, source.customResources(group)] as const);

describe('the schemas that come with Stele', () => {
  it('cover three versions of Kubernetes, the newest last', () => {
    expect(source.versions).toEqual(['1.34', '1.35', '1.36']);
  });

  it('are of the releases that tools/ builds', () => {
    const recipes = ['kubernetes-1.34', 'kubernetes-1.35', 'kubernetes'] as const;
    expect(kubernetes.map(([, { provenance }]) => provenance[0]?.version)).toEqual(
      recipes.map((name) => versionOf(component(name))),
    );
  });

  it.each([
    ['argoproj.io', 'argocd', 'github.com/argoproj/argo-cd/v3'],
    ['argoproj.io', 'argo-rollouts', 'github.com/argoproj/argo-rollouts'],
    ['external-secrets.io', 'external-secrets', 'github.com/external-secrets/external-secrets'],
    ['gateway.networking.k8s.io', 'gateway-api', 'sigs.k8s.io/gateway-api'],
    ['monitoring.coreos.com', 'prometheus-operator', 'github.com/prometheus-operator/prometheus-operator'],
  ])('of %s say which version of %s they are of', (group, recipe, module) => {
    const found = source.customResources(group).provenance.find((one) => one.module === module);
    expect(found?.version).toBe(pinnedBy(recipe, module).version);
  });

  it.each(kubernetes)('of Kubernetes %s lack no definition, and have none to spare', (_, file) => {
    expect(unresolved(file)).toEqual([]);
    expect(unused(file)).toEqual([]);
  });

  it.each(custom)('of %s lack no definition but Kubernetes’ own, and have none to spare', (_, file) => {
    expect([...new Set(unresolved(file))]).toEqual(['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta']);
    expect(unused(file)).toEqual([]);
  });

  it.each([...kubernetes, ...custom])('of %s hold no descriptions', (_, file) => {
    expect(Object.values(file.definitions).filter((schema) => keywords(schema).has('description'))).toEqual([]);
  });

  it.each(readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json')))(
    'in %s are as they were written: sorted, and one kind or definition a line',
    (name) => {
      const text = readFileSync(join(FOLDER, name), 'utf8');
      expect(textOf(JSON.parse(text) as object)).toBe(text);
    },
  );
});

describe('the folder of the schemas', () => {
  it('is never left, whatever group an object names', () => {
    expect(() => source.customResources('../lifecycle')).toThrow(/^there is no schema of \.\.\/lifecycle/);
  });

  it('is not read when its form is a later one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'stele-schemas-'));
    try {
      mkdirSync(join(folder, 'custom-resources'));
      writeFileSync(join(folder, 'kubernetes-1.40.json'), '{"form":2}');
      const { kubernetes, versions } = schemaSource(folder);
      expect(versions).toEqual(['1.40']);
      expect(() => kubernetes('1.40')).toThrow(/kubernetes-1\.40\.json has form 2, and not 1$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

// https://kubernetes.io/docs/reference/using-api/deprecation-guide/
const GUIDE = [
  ['1.16', 'extensions/v1beta1', 'NetworkPolicy', 'networking.k8s.io/v1'],
  ['1.16', 'extensions/v1beta1', 'DaemonSet', 'apps/v1'],
  ['1.16', 'apps/v1beta2', 'Deployment', 'apps/v1'],
  ['1.16', 'apps/v1beta1', 'StatefulSet', 'apps/v1'],
  ['1.22', 'admissionregistration.k8s.io/v1beta1', 'ValidatingWebhookConfiguration', 'admissionregistration.k8s.io/v1'],
  ['1.22', 'apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition', 'apiextensions.k8s.io/v1'],
  ['1.22', 'apiregistration.k8s.io/v1beta1', 'APIService', 'apiregistration.k8s.io/v1'],
  ['1.22', 'authentication.k8s.io/v1beta1', 'TokenReview', 'authentication.k8s.io/v1'],
  ['1.22', 'certificates.k8s.io/v1beta1', 'CertificateSigningRequest', 'certificates.k8s.io/v1'],
  ['1.22', 'coordination.k8s.io/v1beta1', 'Lease', 'coordination.k8s.io/v1'],
  ['1.22', 'extensions/v1beta1', 'Ingress', 'networking.k8s.io/v1'],
  ['1.22', 'networking.k8s.io/v1beta1', 'Ingress', 'networking.k8s.io/v1'],
  ['1.22', 'networking.k8s.io/v1beta1', 'IngressClass', 'networking.k8s.io/v1'],
  ['1.22', 'rbac.authorization.k8s.io/v1beta1', 'ClusterRole', 'rbac.authorization.k8s.io/v1'],
  ['1.22', 'scheduling.k8s.io/v1beta1', 'PriorityClass', 'scheduling.k8s.io/v1'],
  ['1.22', 'storage.k8s.io/v1beta1', 'StorageClass', 'storage.k8s.io/v1'],
  ['1.25', 'batch/v1beta1', 'CronJob', 'batch/v1'],
  ['1.25', 'discovery.k8s.io/v1beta1', 'EndpointSlice', 'discovery.k8s.io/v1'],
  ['1.25', 'events.k8s.io/v1beta1', 'Event', 'events.k8s.io/v1'],
  ['1.25', 'autoscaling/v2beta1', 'HorizontalPodAutoscaler', 'autoscaling/v2'],
  ['1.25', 'policy/v1beta1', 'PodDisruptionBudget', 'policy/v1'],
  ['1.25', 'policy/v1beta1', 'PodSecurityPolicy', undefined],
  ['1.25', 'node.k8s.io/v1beta1', 'RuntimeClass', 'node.k8s.io/v1'],
  ['1.26', 'flowcontrol.apiserver.k8s.io/v1beta1', 'FlowSchema', 'flowcontrol.apiserver.k8s.io/v1'],
  ['1.26', 'autoscaling/v2beta2', 'HorizontalPodAutoscaler', 'autoscaling/v2'],
  ['1.27', 'storage.k8s.io/v1beta1', 'CSIStorageCapacity', 'storage.k8s.io/v1'],
  ['1.29', 'flowcontrol.apiserver.k8s.io/v1beta2', 'PriorityLevelConfiguration', 'flowcontrol.apiserver.k8s.io/v1'],
  ['1.32', 'flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', 'flowcontrol.apiserver.k8s.io/v1'],
] as const;

describe('what was removed', () => {
  it.each(GUIDE)('in %s: %s %s, as Kubernetes documents it', (since, apiVersion, kind, heir) => {
    const catalog = new SchemaCatalog(source);
    const replacement = heir === undefined ? {} : { replacement: { apiVersion: heir, kind } };
    expect(catalog.removed(apiVersion, kind)).toEqual({ since, ...replacement });
    expect(catalog.kind(apiVersion, kind)).toBeUndefined();
  });

  it('is nothing that is served', () => {
    const removed = source.versions.flatMap((version) => {
      const catalog = new SchemaCatalog(source, version);
      return catalog.kinds().filter(({ apiVersion, kind }) => catalog.removed(apiVersion, kind) !== undefined);
    });
    expect(removed).toEqual([]);
  });

  it('is not what is deprecated only', () => {
    expect(new SchemaCatalog(source).deprecated('v1', 'Endpoints')).toEqual({
      since: '1.33',
      replacement: { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' },
    });
  });
});

describe('a kind', () => {
  const catalog = new SchemaCatalog(source);

  it.each([
    ['v1', 'Namespace', false],
    ['v1', 'Pod', true],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', false],
    ['gateway.networking.k8s.io/v1', 'GatewayClass', false],
    ['external-secrets.io/v1', 'ClusterSecretStore', false],
    ['argoproj.io/v1alpha1', 'Application', true],
  ])('of %s, %s, says whether it lives in a namespace', (apiVersion, kind, namespaced) => {
    expect(catalog.kind(apiVersion, kind)?.namespaced).toBe(namespaced);
  });

  it.each([
    ['apps/v1', 'Deployment', undefined],
    ['admissionregistration.k8s.io/v1beta1', 'MutatingAdmissionPolicy', 'on request'],
    ['gateway.networking.k8s.io/v1alpha2', 'TCPRoute', 'on request'],
    ['external-secrets.io/v1beta1', 'ExternalSecret', 'never'],
  ])('of %s, %s, says whether it is served', (apiVersion, kind, served) => {
    expect(catalog.kind(apiVersion, kind)?.served).toBe(served);
  });

  it('keeps the defaults and the keys of its lists', () => {
    const kind = { apiVersion: 'v1', kind: 'Pod' };
    const container = catalog.definition(kind, 'io.k8s.api.core.v1.Container');
    const port = catalog.definition(kind, 'io.k8s.api.core.v1.ContainerPort');
    expect(container?.properties?.ports?.['x-kubernetes-list-map-keys']).toEqual(['containerPort', 'protocol']);
    expect(port?.properties?.protocol).toEqual({ default: 'TCP', enum: ['SCTP', 'TCP', 'UDP'], type: 'string' });
  });
});

function roots(file: SchemaFile): readonly string[] {
  return Object.values(file.kinds).flatMap((kinds) => Object.values(kinds).map(({ definition }) => definition));
}

function unresolved(file: SchemaFile): readonly string[] {
  return [...roots(file), ...references(file.definitions)].filter((name) => file.definitions[name] === undefined);
}

function unused(file: SchemaFile): readonly string[] {
  const used = new Set([...roots(file), ...references(file.definitions)]);
  return Object.keys(file.definitions).filter((name) => !used.has(name));
}

/** Keywords of a schema, at any depth; names of properties are none. */
function keywords(schema: object, found = new Set<string>()): ReadonlySet<string> {
  for (const [keyword, value] of Object.entries(schema)) {
    found.add(keyword);
    const parts: readonly unknown[] =
      keyword === 'properties' ? Object.values(value) : Array.isArray(value) ? value : [value];
    if (['additionalProperties', 'allOf', 'anyOf', 'items', 'not', 'oneOf', 'properties'].includes(keyword)) {
      for (const part of parts) if (typeof part === 'object' && part !== null) keywords(part, found);
    }
  }
  return found;
}
