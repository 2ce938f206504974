import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Claims } from '../../../tools/cluster/claims.ts';

const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
const CONFIG = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shop', namespace: 'shop' } };

const SEAL = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: 'seal' },
};

let folder: string;
let present: object[];
let deleted: string[][];
let refusals: number;
let claims: Claims;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stele-claims-'));
  present = [];
  deleted = [];
  refusals = 0;
  claims = new Claims('test', async ([verb, ...args]) => {
    if (verb === 'delete') {
      const files = args.filter((arg) => !arg.startsWith('-'));
      if (!files.some((path) => path.includes(SEAL.kind)) && refusals-- > 0) throw new Error('is sealed');
      deleted.push(files);
    }
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

  it('are deleted after what guards them, again while that is still obeyed', async () => {
    const [namespace, seal, config] = [file(NAMESPACE), file(SEAL), file(CONFIG)];
    await claims.take([namespace, seal, config]);
    refusals = 1;

    await claims.release();

    expect(deleted).toEqual([[seal], [namespace, config]]);
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

function file(object: { readonly kind: string }): string {
  const path = join(folder, `${object.kind}.yaml`);
  writeFileSync(path, JSON.stringify(object));
  return path;
}
