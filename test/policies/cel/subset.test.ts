import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../../model/errors.ts';
import * as z from '../../../model/z.ts';
import { ownRules } from '../../../pipeline/check/rules.ts';
import { checkSubset, subsetProblems } from '../../../policies/cel/subset.ts';
import { type AdmissionRule, defineRule } from '../../../policies/rule.ts';

function ruleOf(require: string, more: Partial<AdmissionRule> = {}): AdmissionRule {
  return {
    kind: 'admission',
    id: 'no-test',
    title: 'Test',
    severity: 'error',
    why: '',
    fix: '',
    upstream: [],
    links: [],
    since: '0.1.0',
    each: 'containers',
    require,
    message: 'must not',
    examples: { pass: [], fail: [] },
    ...more,
  };
}

const messagesFor = (require: string, more?: Partial<AdmissionRule>) =>
  subsetProblems([ruleOf(require, more)]).map(({ message }) => message);

test('the rules of Stele stay within what means the same on both sides', async () => {
  expect(subsetProblems(await ownRules())).toEqual([]);
});

test('an error names the rule, the field and the construct', () => {
  expect(() => checkSubset([ruleOf("it.name.lowerAscii() == 'a'")])).toThrow(
    new UserError({
      subject: 'no-test: require',
      message: '.lowerAscii() changes other letters than ASCII’s at synth; compare with each spelling',
    }),
  );
});

test('what the standards ask for, and the condition, are looked at too', () => {
  const rule = ruleOf('true', {
    when: 'object.x',
    podSecurity: [{ level: 'baseline', require: "it.name.trim() == ''" }],
  });
  expect(subsetProblems([rule]).map(({ subject }) => subject)).toEqual([
    'no-test: when',
    'no-test: podSecurity baseline: require',
  ]);
});

test('text made from parameters is looked at with the parameters of the examples', () => {
  const rule = defineRule({
    ...ruleOf('true'),
    parameters: z.object({ pattern: z.string().default('a') }),
    require: ({ pattern }) => `it.name.matches('${pattern}')`,
    examples: { pass: [{ title: 'x', yaml: '', parameters: { pattern: '(?=b)' } }], fail: [] },
  });
  expect(subsetProblems([rule])).toHaveLength(1);
});

describe('fine', () => {
  test.each([
    "it.?securityContext.?runAsUser.orValue(1) >= 10000 && it.name != 'x'",
    "has(it.name) ? it.image.matches('^[a-z0-9./-]+@sha256:[a-f0-9]{64}$') : false",
    "variables.annotations.all(key, !key.startsWith('a') || variables.annotations[key] in ['b', ''])",
    'variables.podSpec.?volumes.orValue([]).exists_one(volume, has(volume.hostPath))',
    'size(variables.containers.filter(c, c.?ports.orValue([]).map(p, p.hostPort).exists(p, p > 0))) == 0',
    "string(it.?resources.?limits.?memory.orValue('')).split('M').join('') == ''",
    'it.?ports[?0].?hostPort.hasValue() == false',
    "[it.?livenessProbe.orValue({}), it.?readinessProbe.orValue({})].all(p, p.?httpGet.?host.orValue('') == '')",
  ])('%s', (require) => {
    expect(messagesFor(require)).toEqual([]);
  });
});

describe('refused, because one side lacks it', () => {
  test.each([
    ['optMap', 'it.?name.optMap(n, n).orValue(true)'],
    ['optFlatMap', 'it.?name.optFlatMap(n, n).orValue(true)'],
    ['ofNonZeroValue', 'optional.ofNonZeroValue(it.name).hasValue()'],
    ['[?it', '[?it.?name].size() == 0'],
    ["{?'a'", "{?'a': it.?name}.size() == 0"],
    ['all', 'variables.containers.all(index, container, true)'],
    ['transformList', 'variables.containers.transformList(i, c, c).size() == 0'],
    ['transformMap', 'variables.containers.transformMap(i, c, c).size() == 0'],
    ['isSorted', '[1, 2].isSorted()'],
    ['sum', '[1, 2].sum() == 3'],
    ['min', '[1, 2].min() == 1'],
    ['max', '[1, 2].max() == 1'],
    ['indexOf', "['a'].indexOf('a') == 0"],
    ['slice', '[1, 2].slice(0, 1) == [1]'],
    ['sort', '[1, 2].sort() == [1]'],
    ['distinct', '[1, 2].distinct() == [1]'],
    ['flatten', '[[1], [2]].flatten() == [1]'],
    ['sets', 'sets.contains([1], [1])'],
    ['quantity', "quantity('1Gi').isGreaterThan(quantity('1Mi'))"],
    ['url', "url('http://a').getHost() == 'a'"],
    ['isIP', "isIP('1.2.3.4')"],
    ['ip', "ip('1.2.3.4').isLoopback()"],
    ['cidr', "cidr('10.0.0.0/8').containsIP('10.0.0.1')"],
    ['semver', "semver('1.2.3').major() == 1"],
    ['format', "'%s'.format(['a']) == 'a'"],
    ['find', "it.name.find('a') == 'a'"],
    ['findAll', "it.name.findAll('a') == ['a']"],
    ['replace', "it.name.replace('a', 'b') == 'a'"],
    ['charAt', "it.name.charAt(0) == 'a'"],
    ['timestamp', "timestamp('2026-01-01T00:00:00Z') == timestamp('2026-01-01T00:00:00Z')"],
    ['duration', "duration('1h') == duration('1h')"],
    ['authorizer', "authorizer.group('').resource('pods').check('create').allowed()"],
    ['constructor', 'it.name.constructor()'],
    ['bytes', "b'a' == b'a'"],
  ])('%s', (construct, require) => {
    const messages = messagesFor(require);
    expect(messages.length).toBeGreaterThan(0);
    expect(messages.join('\n')).toContain(construct);
  });
});

describe('refused, because the two sides read it differently', () => {
  test.each([
    ['cel.bind', 'cel.bind(x, it.name, x == x)', '.bind() binds wrongly at synth; write the expression out'],
    [
      'upperAscii',
      "it.name.upperAscii() == 'A'",
      '.upperAscii() changes other letters than ASCII’s at synth; compare with each spelling',
    ],
    ['trim', "it.name.trim() == 'A'", '.trim() takes other spaces away at synth; use matches()'],
    [
      'substring',
      "it.name.substring(1) == 'A'",
      '.substring() counts other letters than ASCII’s differently at synth; use matches()',
    ],
    ['int()', 'int(it.name) == 1', 'int() reads other texts as numbers at synth; compare numbers as they are'],
    ['type()', 'type(it.name) == string', 'type() does not know the types of the API server at synth; use has()'],
    [
      'a field of a list of the prelude',
      'variables.containers.?name.hasValue()',
      '.?name of a list is an error in the API server; use all() or exists()',
    ],
    [
      'a field of a list of the pod',
      'it.?ports.?hostPort.hasValue()',
      '.?hostPort of a list is an error in the API server; use all() or exists()',
    ],
    [
      'a field of what map() makes',
      'variables.containers.map(c, c).?name.hasValue()',
      '.?name of a list is an error in the API server; use all() or exists()',
    ],
  ])('%s', (_, require, message) => {
    expect(messagesFor(require)).toContain(message);
  });

  test.each([
    ['(?i)', '(?i)a'],
    ['(?P<', '(?P<n>a)'],
    ['(?=', 'a(?=b)'],
    ['(?!', 'a(?!b)'],
    ['(?<', '(?<=a)b'],
    ['\\pL', '\\\\pL'],
    ['\\p{L', '\\\\p{L}'],
    ['[[:', '[[:alpha:]]'],
    ['[:al', '[a[:alpha:]]'],
    ['"."', 'a.b'],
    ['\\s', 'a\\\\sb'],
    ['\\1', '(a)\\\\1'],
    ['\\A', '\\\\Aa'],
    ['\\z', 'a\\\\z'],
    ['\\Q', '\\\\Qa\\\\E'],
    ['\\x', '\\\\x{61}'],
    ['\\u', '\\\\u0061'],
    ['[]', '[]a]'],
    ['[^]', '[^]a]'],
    ['{', 'a{,3}'],
    ['ä', 'ä'],
    ['not closed', '[a'],
    ['no regular expression', '(a'],
  ])('%s in a regular expression', (construct, pattern) => {
    const [message, ...others] = messagesFor(`it.name.matches('${pattern}')`);
    expect(message).toContain(construct);
    expect(others).toEqual([]);
  });

  test('a regular expression that is not plain text', () => {
    expect(messagesFor('it.name.matches(it.image)')).toEqual(['matches() wants its pattern as plain text']);
  });
});

describe('refused, because rules do not see it', () => {
  test.each([
    ['object', 'has(object.spec)', 'object is unknown: rules see variables.<name>, and it with `each`'],
    ['request', "request.operation == 'CREATE'", 'request is unknown: rules see variables.<name>, and it with `each`'],
    [
      'a variable of the pack alone',
      'variables.unchanged',
      'variables.unchanged is unknown: rules over pods see annotations, containers, isWindows, mainContainers, podAndContainers, podSpec, template, volumes',
    ],
    ['a variable by index', "variables['podSpec'] == {}", 'variables is not for itself; write variables.<name>'],
    [
      'an optional variable',
      'variables.?podSpec.hasValue()',
      'variables.?podSpec: a variable is there or not; write variables.podSpec',
    ],
    [
      'a macro’s variable outside it',
      'variables.containers.all(c, true) && c.name == it.name',
      'c is unknown: rules see variables.<name>, and it with `each`',
    ],
    [
      'a macro’s variable that hides another',
      'variables.containers.all(it, true)',
      'all(it, …) hides it; take another name',
    ],
  ])('%s', (_, require, message) => {
    expect(messagesFor(require)).toEqual([message]);
  });

  test('it without each', () => {
    expect(messagesFor("it.name == 'a'", { each: undefined })).toEqual(['it is there with `each` only']);
  });

  test('a variable of pods in a rule over Services', () => {
    expect(messagesFor('variables.podSpec == {}', { each: undefined, on: 'services' })).toEqual([
      'variables.podSpec is unknown: rules over services see service',
    ]);
  });

  test('what does not fit together', () => {
    expect(messagesFor("size(it.name) == 'a'")).toEqual([expect.stringContaining('does not fit together')]);
  });
});
