import { describe, expect, test } from '@jest/globals';
import { recordFacts } from '../../../model/recorder.ts';
import { FactKeys, FactMemo } from '../../../pipeline/render/memo.ts';
import { testFacts } from '../../support/stack-chart.ts';

const keys = (overlay: object) => new FactKeys(testFacts(overlay));

describe('FactMemo', () => {
  test('gives a result to every cluster with the same values of the facts read', () => {
    const memo = new FactMemo<string>();
    memo.add(keys({ region: 'eu' }), ['region'], 'in eu');
    expect(memo.find(keys({ region: 'eu', kubernetes: '1.35' }))).toBe('in eu');
    expect(memo.find(keys({ region: 'us' }))).toBeUndefined();
  });

  test('follows a build that reads more in one branch than in another', () => {
    const memo = new FactMemo<string>();
    memo.add(keys({ region: 'eu' }), ['region'], 'eu');
    memo.add(keys({ region: 'us', kubernetes: '1.35' }), ['region', 'kubernetes'], 'us old');
    memo.add(keys({ region: 'us', kubernetes: '1.36' }), ['region', 'kubernetes'], 'us new');
    expect(memo.find(keys({ region: 'eu', kubernetes: '1.30' }))).toBe('eu');
    expect(memo.find(keys({ region: 'us', kubernetes: '1.35' }))).toBe('us old');
    expect(memo.find(keys({ region: 'us', kubernetes: '1.36' }))).toBe('us new');
  });

  test('gives one result to all when nothing was read', () => {
    const memo = new FactMemo<string>();
    memo.add(keys({}), [], 'all');
    expect(memo.find(keys({ region: 'anywhere' }))).toBe('all');
  });

  test('refuses a build that reads other facts in the same circumstances', () => {
    const memo = new FactMemo<string>();
    memo.add(keys({ region: 'eu' }), ['region'], 'first');
    expect(() => memo.add(keys({ region: 'us' }), ['kubernetes'], 'second')).toThrow('it is not deterministic');
  });
});

describe('recordFacts', () => {
  test('notes each fact once, in the order of first reading', () => {
    const { facts, read } = recordFacts(testFacts());
    void [facts.region, facts.network.dns, facts.region];
    expect(read).toEqual(['region', 'network.dns']);
  });

  test('notes nothing for looking at a group, and everything for taking it apart', () => {
    const { facts, read } = recordFacts(testFacts());
    const { identities } = facts;
    expect(read).toEqual([]);
    void { ...identities };
    expect(read).toEqual([
      'identities.argocd',
      'identities.breakGlassGroup',
      'identities.controllers',
      'identities.debugGroup',
    ]);
  });

  test('refuses to be read once the objects have been taken out', () => {
    const recorded = recordFacts(testFacts());
    recorded.close();
    expect(() => recorded.facts.region).toThrow('fact region was read after the objects had been taken out');
  });
});
