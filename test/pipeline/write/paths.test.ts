import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { KubeObject } from '../../../model/kube.ts';
import { BUILTIN } from '../../../pipeline/write/builtin-kinds.ts';
import { CUSTOM } from '../../../pipeline/write/custom-kinds.ts';
import { PathTable } from '../../../pipeline/write/path-table.ts';
import { manifestPath, pointerPath, pointersFolder, previousPath, variantPath } from '../../../pipeline/write/paths.ts';

function object(apiVersion: string, kind: string, name: string, namespace?: string): KubeObject {
  return { apiVersion, kind, metadata: namespace === undefined ? { name } : { name, namespace } };
}

describe('variantPath', () => {
  test('is environment, ring, stack and variant', () => {
    expect(variantPath('prod', 1, 'podinfo', '_all')).toBe('prod/ring-1/podinfo/_all');
  });

  test('keeps the plus sign that joins facts', () => {
    expect(variantPath('prod', 0, 'podinfo', 'eu-west-1+1.36')).toBe('prod/ring-0/podinfo/eu-west-1+1.36');
  });

  test('encodes what a file system may not take', () => {
    expect(variantPath('prod', 0, 'podinfo', 'a/b:c d|é\\*?"<>~%')).toBe(
      'prod/ring-0/podinfo/a%2Fb%3Ac%20d%7C%C3%A9%5C%2A%3F%22%3C%3E%7E%25',
    );
  });

  test.each([
    ['con', '%63on'],
    ['COM1', '%43OM1'],
    ['nul.eu', '%6Eul.eu'],
    ['lpt9', '%6Cpt9'],
    ['console', 'console'],
    ['.git', '%2Egit'],
    ['eu.', 'eu%2E'],
    ['eu ', 'eu%20'],
    ['...', '%2E.%2E'],
  ])('writes %s as %s, for Windows and for hidden files', (variant, expected) => {
    expect(variantPath('prod', 0, 'podinfo', variant)).toBe(`prod/ring-0/podinfo/${expected}`);
  });

  test.each(['', '.', '..', '\ud800'])('refuses %j', (variant) => {
    expect(() => variantPath('prod', 0, 'podinfo', variant)).toThrow(/^name .*: cannot be part of a path; use letters/);
  });
});

describe('manifestPath', () => {
  test.each([
    [object('v1', 'ConfigMap', 'site', 'shop'), 'v/shop/ConfigMap.site.yaml'],
    [object('v1', 'Namespace', 'shop'), 'v/_cluster/Namespace.shop.yaml'],
    [object('v1', 'ConfigMap', 'site', '_cluster'), 'v/%5Fcluster/ConfigMap.site.yaml'],
    [object('rbac.authorization.k8s.io/v1', 'Role', 'system:node', 'shop'), 'v/shop/Role.system%3Anode.yaml'],
    [object('serving.knative.dev/v1', 'Service', 'web', 'shop'), 'v/shop/Service.serving.knative.dev.web.yaml'],
    [object('gateway.networking.k8s.io/v1', 'Gateway', 'web', 'shop'), 'v/shop/Gateway.web.yaml'],
    [object('networking.istio.io/v1', 'Gateway', 'web', 'shop'), 'v/shop/Gateway.networking.istio.io.web.yaml'],
    [object('example.com/v1', 'Tenant', 'web', 'shop'), 'v/shop/Tenant.web.yaml'],
    [object('events.k8s.io/v1', 'Event', 'web', 'shop'), 'v/shop/Event.web.yaml'],
    [object('v1', 'ConfigMap', 'site.previous', 'shop'), 'v/shop/ConfigMap.site%2Eprevious.yaml'],
    [object('v1', 'ConfigMap', 'site.Previous', 'shop'), 'v/shop/ConfigMap.site%2EPrevious.yaml'],
    [object('v1', 'ConfigMap', 'site.previous-2', 'shop'), 'v/shop/ConfigMap.site%2Eprevious-2.yaml'],
    [object('v1', 'ConfigMap', 'site.previous-two', 'shop'), 'v/shop/ConfigMap.site.previous-two.yaml'],
    [object('example.com/v1', 'Aux', 'web', 'shop'), 'v/shop/%41ux.web.yaml'],
    [object('v1', 'constructor', 'web', 'shop'), 'v/shop/constructor.web.yaml'],
  ])('of %j is %s', (item, expected) => {
    expect(manifestPath('v', item)).toBe(expected);
  });

  test('of a content-named object is that of its stem', () => {
    const metadata = { name: 'site-0123456789', namespace: 'shop', annotations: { 'stele.dev/stem': 'site' } };
    expect(manifestPath('v', { apiVersion: 'v1', kind: 'ConfigMap', metadata })).toBe('v/shop/ConfigMap.site.yaml');
  });

  test('cuts a name of 253 characters to 200 bytes that end in a hash', () => {
    const file = manifestPath('v', object('v1', 'ConfigMap', 'a'.repeat(253), 'shop')).slice('v/shop/'.length);
    expect(file).toMatch(/^ConfigMap\.a{179}~[0-9a-f]{10}\.yaml$/);
    expect(previousPath(file)).toHaveLength(200 + '.previous.yaml'.length);
  });

  test('cuts no encoded character in two', () => {
    const lengths = Array.from({ length: 12 }, (_, length) => `${'a'.repeat(length)}${'é'.repeat(100)}`);
    for (const name of lengths) {
      const file = manifestPath('v', object('v1', 'ConfigMap', name, 'shop'));
      expect(decodeURIComponent(file.replace(/~.*/, '').replace(/(%C3)$/, ''))).toMatch(/ConfigMap\.a*é+$/);
    }
  });

  test('refuses `..` as a name and as a namespace', () => {
    expect(() => manifestPath('v', object('v1', 'ConfigMap', '..', 'shop'))).toThrow('name ".."');
    expect(() => manifestPath('v', object('v1', 'ConfigMap', 'site', '..'))).toThrow('name ".."');
  });
});

describe('previousPath', () => {
  test('stands beside the file of the stem', () => {
    expect(previousPath('v/shop/ConfigMap.site.yaml')).toBe('v/shop/ConfigMap.site.previous.yaml');
    expect(previousPath('v/shop/ConfigMap.site.yaml', 2)).toBe('v/shop/ConfigMap.site.previous-2.yaml');
  });

  test.each([1, 2, 10])('with number %i is that of no object', (number) => {
    const previous = previousPath(manifestPath('v', object('v1', 'ConfigMap', 'site', 'shop')), number);
    const name = previous.slice('v/shop/ConfigMap.'.length, -'.yaml'.length);
    expect(manifestPath('v', object('v1', 'ConfigMap', name, 'shop'))).not.toBe(previous);
  });
});

test('pointersFolder encodes what no folder is called', () => {
  expect(pointersFolder('prod', 'con')).toBe('prod/_clusters/%63on');
});

test('pointerPath is in the folder of the cluster', () => {
  expect(pointerPath('prod', 'prod-eu-1', object('argoproj.io/v1alpha1', 'Application', 'podinfo', 'argocd'))).toBe(
    'prod/_clusters/prod-eu-1/Application.podinfo.yaml',
  );
});

describe('Paths in general', () => {
  const kinds = ['ConfigMap', 'Service', 'Gateway', 'Namespace', 'Con'];
  const names = [
    'a',
    'A',
    'a.b',
    'a.previous',
    'a%2Eprevious',
    '_cluster',
    'nul',
    'é',
    'a~0123456789',
    'x'.repeat(199),
  ];
  const name = fc.oneof(
    fc.constantFrom(...names),
    fc.string({ unit: fc.constantFrom(...'aA.-_%~,: é2E'), minLength: 1, maxLength: 6 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 260 }),
  );
  const identity = fc.record({
    apiVersion: fc.constantFrom('v1', 'gateway.networking.k8s.io/v1'),
    kind: fc.constantFrom(...kinds),
    namespace: fc.option(name, { nil: undefined }),
    name,
  });
  const legal = identity.filter((item) => ![item.name, item.namespace].some((part) => /^\.{1,2}$/.test(part ?? '')));
  // with a written group, a dot more or less in the name can meet a short name: PathTable finds that
  const known = legal.filter(({ apiVersion, kind }) =>
    [BUILTIN.get(kind), CUSTOM.get(kind)].some((item) => item?.groups.includes(apiVersion.split('/').at(-2) ?? '')),
  );
  const pathOf = (item: { apiVersion: string; kind: string; name: string; namespace: string | undefined }) =>
    manifestPath('v', object(item.apiVersion, item.kind, item.name, item.namespace));

  test('differ when namespace, kind or name differ', () => {
    fc.assert(
      fc.property(known, known, (a, b) => {
        expect(pathOf(a) === pathOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  test('are safe in every file system', () => {
    fc.assert(
      fc.property(legal, (item) => {
        const segments = pathOf(item).split('/');
        expect(segments).toHaveLength(3);
        for (const segment of segments) {
          expect(segment).toMatch(/^(?!\.)[A-Za-z0-9._%~-]+(?<!\.)$/);
          expect(segment).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
          expect(segment.length).toBeLessThanOrEqual(205);
        }
      }),
    );
  });
});

describe('PathTable', () => {
  test('names both owners of one file', () => {
    const table = new PathTable();
    table.claim('prod/a.yaml', 'stack a: ConfigMap a');
    table.claim('prod/a.yaml', 'stack b: ConfigMap a');
    expect(table.problems).toEqual([
      {
        subject: 'stack b: ConfigMap a',
        message: 'is written to prod/a.yaml, as is stack a: ConfigMap a; give one of them another name',
      },
    ]);
  });

  test('finds files that are one where case does not count', () => {
    const table = new PathTable();
    table.claim('prod/Role.a.yaml', 'Role a');
    table.claim('prod/Role.A.yaml', 'Role A');
    expect(table.problems).toEqual([
      {
        subject: 'Role A',
        message:
          'is written to prod/Role.A.yaml, which is prod/Role.a.yaml where case does not count, as is Role a; give one of them another name',
      },
    ]);
  });

  test('finds folders that are one where case does not count', () => {
    const table = new PathTable();
    table.claim('prod/EU/a.yaml', 'a');
    table.claim('prod/eu/b.yaml', 'b');
    expect(table.problems).toEqual([
      {
        subject: 'b',
        message:
          'is written to the folder prod/eu, which is prod/EU where case does not count; give one of them another name',
      },
    ]);
  });

  test('has nothing against neighbours', () => {
    const table = new PathTable();
    table.claim('prod/eu/a.yaml', 'a');
    table.claim('prod/eu/b.yaml', 'b');
    table.claim('prod/us/a.yaml', 'c');
    expect(table.problems).toEqual([]);
  });
});
