import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  claimPlayground,
  listPlaygrounds,
  type PlaygroundRecord,
  playgroundFolder,
  playgroundsFolder,
} from '../../../../tools/cluster/playground/state.ts';
import { identityOf } from '../../../../tools/cluster/process-identity.ts';

let parent: string;
let record: PlaygroundRecord;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'stele-playgrounds-'));
  record = {
    version: 2,
    environment: 'dev',
    cluster: 'dev-1',
    root: '/repository',
    since: '2026-01-01T00:00:00.000Z',
    kubernetes: 'v1.36.1',
    argocd: 'v3.5.3',
    customResources: ['http-routes'],
    starter: identityOf(process.pid) ?? { pid: process.pid, started: '?' },
  };
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

describe('the folder of a playground', () => {
  it('is below XDG_STATE_HOME when that is an absolute path', () => {
    expect(playgroundsFolder({ XDG_STATE_HOME: '/state' })).toBe('/state/stele/clusters');
    expect(playgroundsFolder({ XDG_STATE_HOME: 'state' })).toMatch(/^\/.*\/\.local\/state\/stele\/clusters$/);
  });

  it('has a short name of its own, however long the names are', () => {
    const long = (cluster: string) => playgroundFolder({ environment: 'e'.repeat(63), cluster }, '/s');
    expect(playgroundFolder({ environment: 'dev', cluster: 'dev-1' }, '/s')).toBe('/s/dev.dev-1');
    expect(long('a')).toMatch(/^\/s\/e{29}~[0-9a-f]{10}$/);
    expect(long('a')).not.toBe(long('b'));
  });

  it('is refused where sockets in it would have too long a path', () => {
    const parent = `/${'p'.repeat(80)}`;
    expect(() => playgroundFolder({ environment: 'dev', cluster: 'dev-1' }, parent)).toThrow(
      `${parent}/dev.dev-1: is 91 bytes long, over 82; set XDG_STATE_HOME to another folder`,
    );
  });
});

describe('a claim', () => {
  it('is made good by one only', () => {
    const folder = join(parent, 'dev.dev-1');

    expect([claimPlayground(folder, record), claimPlayground(folder, record)]).toEqual([true, false]);
    expect(listPlaygrounds(parent)).toEqual([{ folder, record, state: 'starting' }]);
  });

  it('of a process that has ended is removed', () => {
    // above the highest number that Linux gives
    const claim = join(parent, '.claim-4194305');
    mkdirSync(claim);

    expect(listPlaygrounds(parent)).toEqual([]);
    expect(existsSync(claim)).toBe(false);
  });
});

it('a playground is listed as ended when its record cannot be read', () => {
  const folder = join(parent, 'dev.dev-1');
  mkdirSync(folder);
  writeFileSync(join(folder, 'playground.json'), '{"version":2}');

  expect(listPlaygrounds(parent)).toEqual([{ folder, record: undefined, state: 'ended' }]);
});
