import { describe, expect, test } from '@jest/globals';
import { clusterFactsSchema, FACTS } from '../../model/facts.ts';
import { merge } from '../../model/merge.ts';
import * as presets from '../../model/presets/index.ts';
import * as z from '../../model/z.ts';

/** The fields of a group of facts, or undefined where a fact is taken whole. */
function fieldsOf(schema: z.ZodType): readonly string[] | undefined {
  const inner = schema instanceof z.ZodPrefault ? (schema.unwrap() as z.ZodType) : schema;
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : undefined;
}

describe('FACTS', () => {
  test('lists everything that is said of a cluster, so that nothing can be read without a note', () => {
    const said = Object.entries(clusterFactsSchema.shape).flatMap(
      ([name, schema]) => fieldsOf(schema)?.map((field) => `${name}.${field}`) ?? [name],
    );
    expect(FACTS.map(({ path }) => path).sort()).toEqual([...said, 'name', 'environment', 'tier'].sort());
  });

  test('has no two facts that a variant would call the same', () => {
    const names = FACTS.map(({ path }) => path.split('.').at(-1));
    expect(new Set(names).size).toBe(names.length);
  });

  test('knows what plain Kubernetes has as kubeadm sets it up', () => {
    const facts = clusterFactsSchema.parse(merge(presets.kubeadm, { region: 'here', kubernetes: '1.36' }));
    const plain = Object.fromEntries(FACTS.flatMap((fact) => ('plain' in fact ? [[fact.path, fact.plain]] : [])));
    expect(plain).toEqual({
      // what every newer Kubernetes has: see resolveClusters
      'capabilities.policyEngine': 'validating-admission-policy',
      'capabilities.prometheusOperator': facts.capabilities.prometheusOperator,
      'capabilities.rollouts': facts.capabilities.rollouts,
      'identities.argocd': facts.identities.argocd,
      'identities.breakGlassGroup': facts.identities.breakGlassGroup,
      'identities.debugGroup': facts.identities.debugGroup,
      labels: facts.labels,
      'network.dns': facts.network.dns,
      'network.monitoring': facts.network.monitoring,
      imageRegistries: facts.imageRegistries ?? null,
      registryMirror: facts.registryMirror ?? null,
    });
  });
});

describe('A preset', () => {
  test.each(Object.entries(presets))('%s needs only a region and a version of Kubernetes', (_name, preset) => {
    const result = clusterFactsSchema.safeParse(merge(preset, { region: 'here', kubernetes: '1.36' }));
    expect(result.error?.issues ?? []).toEqual([]);
  });

  test.each(Object.entries(presets))('%s has a default storage class that it lists, if any', (_name, preset) => {
    const facts = clusterFactsSchema.parse(merge(preset, { region: 'here', kubernetes: '1.36' }));
    const { storageClasses } = facts.capabilities;
    expect(storageClasses === undefined || storageClasses.names.includes(storageClasses.default)).toBe(true);
  });

  test('gives way to what the cluster says, list by list', () => {
    const own = { region: 'here', kubernetes: '1.36', network: { ipFamilies: ['IPv6'] } };
    const { network } = clusterFactsSchema.parse(merge(presets.gke, own));
    expect(network.ipFamilies).toEqual(['IPv6']);
    expect(network.dns?.peers).toHaveLength(2);
  });

  test('does not stand in the way of another kind of routing', () => {
    const routing = { kind: 'gateway', gateway: 'public', namespace: 'gateway' };
    const own = { region: 'here', kubernetes: '1.36', capabilities: { routing } };
    expect(clusterFactsSchema.parse(merge(presets.k3s, own)).capabilities.routing).toEqual({
      ...routing,
      listener: 'https',
    });
  });
});
