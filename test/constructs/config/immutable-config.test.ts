import { describe, expect, test } from '@jest/globals';
import { ApiObject, JsonPatch } from 'cdk8s';
import { ImmutableConfig } from '../../../constructs/config/immutable-config.ts';
import { patch } from '../../../constructs/workload/index.ts';
import { contentHash } from '../../../model/hash.ts';
import dashboard from '../../fixtures/dashboard.json' with { type: 'json' };
import { objectOf, testChart } from '../../support/stack-chart.ts';

describe('ImmutableConfig', () => {
  test('renders texts, objects and bytes into an immutable ConfigMap', () => {
    const chart = testChart();
    const config = new ImmutableConfig(chart, 'site', {
      data: { 'index.html': '<h1>Hi</h1>\n', 'settings.json': { port: 8080, hosts: ['a', 'b'] } },
      binary: { 'icon.png': new Uint8Array([0, 255]) },
    });
    expect(objectOf(chart, 'ConfigMap')).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: config.name, namespace: 'shop', annotations: { 'stele.dev/stem': 'site' } },
      immutable: true,
      data: {
        'index.html': '<h1>Hi</h1>\n',
        'settings.json': '{\n  "port": 8080,\n  "hosts": [\n    "a",\n    "b"\n  ]\n}\n',
      },
      binaryData: { 'icon.png': 'AP8=' },
    });
  });

  test('renders a JSON module that a stack imports as what it says', () => {
    const chart = testChart();
    new ImmutableConfig(chart, 'dashboard', { data: { 'dashboard.json': dashboard } });

    expect(objectOf(chart, 'ConfigMap')).toMatchObject({
      data: {
        'dashboard.json': '{\n  "title": "Orders",\n  "panels": [\n    {\n      "id": 1\n    }\n  ]\n}\n',
      },
    });
  });

  test.each([
    ['texts', { data: { a: 'x', empty: '' } }],
    ['bytes', { binary: { a: new Uint8Array([1]) } }],
    ['both', { data: { a: 'x' }, binary: { b: new Uint8Array([1]) } }],
  ])('is named by the hash of the finished object, with %s', (_, props) => {
    const chart = testChart();
    const config = new ImmutableConfig(chart, 'site', props);
    expect(config.name).toBe(`site-${contentHash(objectOf(chart, 'ConfigMap'))}`);
  });

  test('keeps its name when only labels change', () => {
    const chart = testChart();
    const config = new ImmutableConfig(chart, 'site', { data: { a: 'x' } });
    config.metadata.addLabel('tier', 'front');
    expect(config.name).toBe(`site-${contentHash(objectOf(chart, 'ConfigMap'))}`);
  });

  test('cannot be patched into other content than its name says', () => {
    const chart = testChart();
    patch(new ImmutableConfig(chart, 'site', { data: { a: 'x' } }), { data: { a: 'y' } });
    expect(() => objectOf(chart, 'ConfigMap')).toThrow(
      'a patch changes content whose hash is in the name; change what the construct is given',
    );
  });

  test("cannot be changed by cdk8s's own patches either", () => {
    const chart = testChart();
    const config = new ImmutableConfig(chart, 'site', { data: { a: 'x' } });
    ApiObject.of(config).addJsonPatch(JsonPatch.replace('/data/a', 'y'));
    expect(() => objectOf(chart, 'ConfigMap')).toThrow('shop/site: a patch changes content');
  });

  test('can be patched beside its content', () => {
    const chart = testChart();
    patch(new ImmutableConfig(chart, 'site', { data: { a: 'x' } }), { metadata: { labels: { tier: 'front' } } });
    expect(objectOf(chart, 'ConfigMap')).toMatchObject({ metadata: { labels: { tier: 'front' } }, data: { a: 'x' } });
  });

  test('takes the name prop before the id', () => {
    expect(new ImmutableConfig(testChart(), 'Site', { name: 'web', data: { a: 'x' } }).stem).toBe('web');
  });

  test('mounts as a volume named by its stem, so that new content changes one line of the pod', () => {
    const config = new ImmutableConfig(testChart(), 'site', { data: { a: 'x' } });
    expect(config.toVolume()).toEqual({ name: 'config-site', volume: { configMap: { name: config.name } } });
  });

  test('gives one value to an environment variable', () => {
    const config = new ImmutableConfig(testChart(), 'site', { data: { LOG_LEVEL: 'info' } });
    expect(config.env('LOG_LEVEL').valueFrom).toMatchObject({
      configMapKeyRef: { name: config.name, key: 'LOG_LEVEL' },
    });
  });

  test('names the nearest key when there is none to take', () => {
    const config = new ImmutableConfig(testChart(), 'site', { data: { LOG_LEVEL: 'info', PORT: '80' } });
    expect(() => config.env('LOGLEVEL')).toThrow(
      'shop/site: data has no key "LOGLEVEL" (did you mean "LOG_LEVEL"?); keys: LOG_LEVEL, PORT',
    );
  });

  test.each([
    ['addData()', (config: ImmutableConfig) => config.addData('b', 'y')],
    ['addBinaryData()', (config: ImmutableConfig) => config.addBinaryData('b', 'eQ==')],
    ['addFile()', (config: ImmutableConfig) => config.addFile()],
    ['addDirectory()', (config: ImmutableConfig) => config.addDirectory()],
  ])('refuses %s', (call, change) => {
    const config = new ImmutableConfig(testChart(), 'site', { data: { a: 'x' } });
    expect(() => change(config)).toThrow(
      `shop/site: ${call} would change content whose hash is in the name; give everything to data or binary`,
    );
  });

  test.each([
    [
      'a name without room for the hash',
      { name: 'x'.repeat(53), data: { a: 'x' } },
      'is no DNS label of at most 52 characters',
    ],
    ['no content', {}, 'shop/site: has no content; give data or binary'],
    [
      'bytes that are none, which cdk8s would drop',
      { binary: { a: new Uint8Array() } },
      'shop/site: key "a" of binary is empty; give it to data, as an empty text',
    ],
    ['a key with a slash', { data: { 'a/b': 'x' } }, 'key "a/b" is no file name'],
    ['a key that means the parent folder', { data: { '..': 'x' } }, 'key ".." is no file name'],
    [
      'a key given twice',
      { data: { a: 'x' }, binary: { a: new Uint8Array() } },
      'shop/site: key "a" is in data and in binary; drop one of them',
    ],
    [
      'more than 1 MiB',
      { data: { a: 'é'.repeat(512 * 1024) }, binary: { b: new Uint8Array(1) } },
      'shop/site: has 1048577 bytes, and a ConfigMap holds 1048576',
    ],
  ])('refuses %s', (_, props, message) => {
    expect(() => new ImmutableConfig(testChart(), 'site', props)).toThrow(message);
  });

  test('takes exactly 1 MiB', () => {
    expect(() => new ImmutableConfig(testChart(), 'site', { data: { a: 'x'.repeat(1024 * 1024) } })).not.toThrow();
  });
});
