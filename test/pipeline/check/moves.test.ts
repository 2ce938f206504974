import { describe, expect, it } from '@jest/globals';
import { stackApplication } from '../../../constructs/argocd/index.ts';
import type { KubeObject } from '../../../model/kube.ts';
import { findMoves } from '../../../pipeline/check/moves.ts';
import type { Head } from '../../../pipeline/git/head.ts';
import type { Manifest } from '../../../pipeline/rendering.ts';

const repository = { url: 'https://github.com/acme/platform.git', branch: 'main' };

interface Stack {
  readonly variant?: string;
  readonly clusters?: readonly string[];
  readonly onRemove?: 'orphan' | 'delete';
  readonly objects?: readonly KubeObject[];
}

function role(name: string, annotations?: Record<string, string>): KubeObject {
  const metadata = { name, ...(annotations === undefined ? {} : { annotations }) };
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata };
}

/** A tree of environment prod, ring 0. */
function tree(stacks: Readonly<Record<string, Stack>>): Manifest[] {
  return Object.entries(stacks).flatMap(([stack, { variant = '_all', clusters = ['eu'], onRemove, objects = [] }]) => {
    const folder = `prod/ring-0/${stack}/${variant}`;
    const application = stackApplication({
      name: stack,
      project: 'web',
      repository,
      path: folder,
      destination: {},
      ...(onRemove === undefined ? {} : { onRemove }),
    });
    return [
      ...clusters.map((cluster) => file(`prod/_clusters/${cluster}/Application.${stack}.yaml`, application)),
      ...objects.map((object) => file(`${folder}/_cluster/${object.kind}.${object.metadata.name}.yaml`, object)),
    ];
  });
}

function file(path: string, object: KubeObject): Manifest {
  return { path, object, source: 'stacks/apps/any.ts' };
}

function head(manifests: readonly Manifest[]): Head {
  const texts = new Map(manifests.map(({ path, object }) => [path, JSON.stringify(object)]));
  return {
    paths: [...texts.keys()],
    read: (paths) => new Map(paths.map((path) => [path, texts.get(path) ?? ''])),
  };
}

function moves(before: Readonly<Record<string, Stack>>, after: Readonly<Record<string, Stack>>) {
  return findMoves(head(tree(before)), tree(after));
}

describe('findMoves', () => {
  it('finds an object that another stack takes over in one commit', () => {
    expect(moves({ a: { objects: [role('r')] }, b: {} }, { a: {}, b: { objects: [role('r')] } })).toEqual([
      {
        environment: 'prod',
        clusters: ['eu'],
        object: role('r'),
        from: 'a',
        to: 'b',
      },
    ]);
  });

  it('lets it move once HEAD keeps it from being pruned', () => {
    const kept = role('r', { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' });
    expect(moves({ a: { objects: [kept] }, b: {} }, { a: {}, b: { objects: [role('r')] } })).toEqual([]);
  });

  it('says nothing of a tree that does not change', () => {
    const same = { a: { objects: [role('r')] }, b: { objects: [role('s')] } };
    expect(moves(same, same)).toEqual([]);
  });

  it('says nothing of an object that its stack still renders in another variant', () => {
    const before = { a: { variant: 'eu-west-1', objects: [role('r')] }, b: { clusters: ['us'] } };
    const after = { a: { variant: '_all', objects: [role('r')] }, b: { clusters: ['us'], objects: [role('r')] } };
    expect(moves(before, after)).toEqual([]);
  });

  it('counts only clusters that ran the former stack', () => {
    const before = { a: { clusters: ['eu', 'us'], objects: [role('r')] }, b: { clusters: ['us', 'asia'] } };
    const after = { a: { clusters: ['eu', 'us'] }, b: { clusters: ['us', 'asia'], objects: [role('r')] } };
    expect(moves(before, after).map(({ clusters }) => clusters)).toEqual([['us']]);
  });

  it('says nothing when no cluster runs both stacks', () => {
    const before = { a: { clusters: ['eu'], objects: [role('r')] }, b: { clusters: ['us'] } };
    const after = { a: { clusters: ['eu'] }, b: { clusters: ['us'], objects: [role('r')] } };
    expect(moves(before, after)).toEqual([]);
  });

  it('says nothing of another object in a file of the same name', () => {
    const before = { a: { objects: [{ ...role('r'), apiVersion: 'example.com/v1' }] }, b: {} };
    expect(moves(before, { a: {}, b: { objects: [role('r')] } })).toEqual([]);
  });

  it('lets a stack that leaves its objects behind hand them to another', () => {
    expect(moves({ a: { objects: [role('r')] } }, { b: { objects: [role('r')] } })).toEqual([]);
  });

  it('finds an object of a removed stack that takes its objects with it', () => {
    const before = { a: { onRemove: 'delete', objects: [role('r')] } } as const;
    expect(moves(before, { b: { objects: [role('r')] } }).map(({ from, to }) => [from, to])).toEqual([['a', 'b']]);
  });

  it("reads a hub's pointers, whose names begin with the cluster's", () => {
    const onHub = (manifests: readonly Manifest[]) =>
      manifests.map((item) => ({ ...item, path: item.path.replace('Application.', 'Application.eu.') }));
    const before = onHub(tree({ a: { objects: [role('r')] }, b: {} }));
    const after = onHub(tree({ a: {}, b: { objects: [role('r')] } }));
    expect(findMoves(head(before), after)).toHaveLength(1);
  });

  it.each([
    ['finalizers', (text: string) => text.replace('"metadata":{', '"metadata":{"finalizers":"all",')],
    ['a path', (text: string) => text.replace(/"path":"[^"]*"/, '"path":5')],
    ['annotations', (text: string) => text.replace('"metadata":{', '"metadata":{"annotations":[],')],
  ])('is not stopped by %s that somebody has broken in HEAD', (_what, change) => {
    const before = tree({ a: { onRemove: 'delete', objects: [role('r')] } });
    const committed = head(before);
    const broken: Head = {
      ...committed,
      read: (paths) => new Map([...committed.read(paths)].map(([path, text]) => [path, change(text)])),
    };
    expect(findMoves(broken, tree({ b: { objects: [role('r')] } }))).toEqual([]);
  });

  it('passes over files of HEAD that are no objects', () => {
    const [pointer] = tree({ a: {} });
    const broken: Head = {
      paths: [pointer?.path ?? '', 'prod/ring-0/a/_all/_cluster/ClusterRole.r.yaml', 'README.md'],
      read: (paths) => new Map(paths.map((path) => [path, ': [ no YAML'])),
    };
    expect(findMoves(broken, tree({ a: {}, b: { objects: [role('r')] } }))).toEqual([]);
  });
});
