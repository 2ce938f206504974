import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Claims } from '../../../tools/cluster/claims.ts';

const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
const CONFIG = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shop', namespace: 'shop' } };

let folder: string;
let present: object[];
let deleted: string[][];
let claims: Claims;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stele-claims-'));
  present = [];
  deleted = [];
  claims = new Claims('test', async ([verb, ...args]) => {
    if (verb === 'delete') deleted.push(args.filter((arg) => !arg.startsWith('-')));
    return verb === 'get' && present.length > 0 ? JSON.stringify({ kind: 'List', items: present }) : '';
  });
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('objects that are made in a cluster of somebody else', () => {
  it('are deleted, once', async () => {
    const files = [file(NAMESPACE), file(CONFIG)];
    expect(await claims.take(files)).toEqual(files);

    await claims.release();
    await claims.release();

    expect(deleted).toEqual([files]);
  });

  it('do not replace what is there', async () => {
    present = [CONFIG];

    await expect(claims.take([file(CONFIG)])).rejects.toThrow(
      'ConfigMap shop/shop: is in the cluster of context test already; use a cluster that has none of it',
    );

    await claims.release();
    expect(deleted).toEqual([]);
  });

  it('use a Namespace that is there, and leave it', async () => {
    present = [NAMESPACE];
    const config = file(CONFIG);

    expect(await claims.take([file(NAMESPACE), config])).toEqual([config]);

    await claims.release();
    expect(deleted).toEqual([[config]]);
  });

  it('may be made again by whoever made them', async () => {
    const config = file(CONFIG);
    await claims.take([config]);
    present = [CONFIG];

    expect(await claims.take([config])).toEqual([config]);
  });
});

function file(object: typeof CONFIG | typeof NAMESPACE): string {
  const path = join(folder, `${object.kind}.yaml`);
  writeFileSync(path, JSON.stringify(object));
  return path;
}
