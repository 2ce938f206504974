import fc from 'fast-check';
import type { KubeObject } from '../../../model/kube.ts';

const LS = '\u2028';
const PS = '\u2029';
const NEL = '\u0085';
const BOM = '\ufeff';

/** Texts that some YAML reader takes for something else, or that some writer breaks. */
export const NASTY: readonly string[] = [
  // empty, blank, null
  ...['', ' ', '  ', '~', 'null', 'Null', 'NULL', 'undefined'],
  // booleans of YAML 1.1
  ...['y', 'Y', 'n', 'N', 'yes', 'Yes', 'YES', 'no', 'No', 'NO', 'on', 'On', 'ON', 'off', 'Off', 'OFF'],
  ...['true', 'True', 'TRUE', 'false', 'False', 'FALSE'],
  // numbers: octal, hexadecimal, binary, sexagesimal, with underscores, with exponents
  ...['0', '-0', '+1', '1.', '.5', '1.0', '010', '0777', '0o17', '0x1F', '0b101', '1:30', '190:20:30', '1:30.5'],
  ...[
    '1_000',
    '0_7',
    '1e3',
    '1E3',
    '1e+21',
    '1.e+21',
    '12e03',
    '685.230_15e+03',
    '.inf',
    '-.Inf',
    '.nan',
    '1,000',
    '08',
    '0o8',
    '7e12345',
    '1E3123456789',
    'e9',
    '-E9',
    '.e1',
    '1.2.3',
    '10.0.0.1',
  ],
  ...[
    '9223372036854775808',
    '0.1e-400',
    '123456789012345678901234567890',
    '1__0',
    '+.5',
    '-',
    '+',
    '.',
    '..',
    '-.',
    '._',
  ],
  // dates
  ...['2001-12-14', '2001-12-14t21:59:43.10-05:00', '2001-12-14 21:59:43.10 -5', '2020-1-1', '12:30:45'],
  // merge keys, defaults, tags, anchors, aliases, directives, documents, comments
  ...[
    '<<',
    '=',
    '!',
    '!!str',
    '!tag x',
    '&a',
    '&a b',
    '*',
    '*a',
    '%',
    '%YAML 1.2',
    '---',
    '--- a',
    '...',
    '#',
    '# c',
    'a #b',
    'a# b',
    'a#b',
  ],
  // indicators
  ...[
    '?',
    '? a',
    ':',
    ': a',
    'a:',
    'a: b',
    'a:b',
    'a :b',
    '- a',
    '-a',
    '[',
    ']',
    '[]',
    '{',
    '}',
    '{}',
    '{a: b}',
    ',',
    '`',
    '@',
    '@a',
    '|',
    '>',
    '|-',
    '>+',
  ],
  ...[
    '"',
    "'",
    '"a"',
    "'a'",
    "it's",
    'say "x"',
    '\\',
    '\\n',
    '\\u0041',
    'a\\',
    '{{ .Values.x }}',
    '$X',
    '$(X)',
    '{{- if }}',
  ],
  // spaces
  ...[' a', 'a ', ' a ', 'a  b', '\u00a0', '\u00a0a', 'a\u3000', '\u200b', 'a\u200db'],
  // lines
  ...[
    '\n',
    '\n\n',
    'a\n',
    'a\n\n',
    'a\n\n\n',
    '\na',
    '\n\na\n',
    'a\nb',
    'a\nb\n',
    'a\n b\n',
    ' a\nb\n',
    '  a\n b',
    '\n a\nb',
    'a \nb \n',
  ],
  ...[
    'a\n---\nb\n',
    '---\na\n',
    '...\n',
    'a\n...\n',
    '# a\nb\n',
    'a\n# b\n',
    'a: b\nc: d\n',
    '- a\n- b\n',
    ' \na\n',
    'a\n ',
    'a\n  \n',
    '\n \n',
    ' \n ',
    ' a\nb\na\n ',
    '  a\n ba\n  \n',
  ],
  // tabs
  ...[
    '\t',
    '\ta',
    'a\t',
    'a\tb',
    'a\tb\n',
    '\ta\nb\n',
    'a\n\tb\n',
    'a\n\t\n',
    'a\n\t',
    '\n\ta\n',
    '\n\n\ta\n\tb',
    'a\t\nb\t\n',
    ' \ta\n',
    ' a\n\tb\n',
    'all:\n\tgo build\n',
  ],
  // line breaks that are none, and carriage returns
  ...[
    NEL,
    LS,
    PS,
    `a${NEL}b`,
    `a${LS}b`,
    `a${PS}b`,
    `a${NEL}\nb\n`,
    `a${LS}\nb`,
    '\r',
    '\r\n',
    'a\rb',
    'a\r\nb\r\n',
    'a\r\n\tb',
    '\u000b',
    '\u000c',
  ],
  // what cannot be seen
  ...[
    BOM,
    `${BOM}a`,
    `a${BOM}`,
    `a\n${BOM}b\n`,
    '\0',
    '\u0001',
    '\u001b[31m',
    '\u007f',
    'a\u007f\nb\n',
    '\u0080',
    '\u009f',
    'a\u0090\n',
    '\ufffd',
    '\ufffe',
    '\uffff',
    'a\n\uffff',
  ],
  ...['\u202e', 'a\u202eb', 'a\n\u2066b\u2069\n', '\u200f', '\u061c', 'user\u202e \u2066// admin\u2069 \u2066'],
  // beyond ASCII
  ...[
    'é',
    'e\u0301',
    'ß',
    '日本語',
    '😀',
    '👩‍👩‍👧',
    '😀: x',
    'a\n😀\n',
    '\u{10ffff}',
    '\ud7ff',
    '\ue000',
    '__proto__',
    'constructor',
    'toString',
    '0x😀',
  ],
  // long lines
  'x'.repeat(5000),
  'x y '.repeat(2000),
  `${'x y '.repeat(500)}\n${'z '.repeat(500)}`,
  'k'.repeat(500),
  '\u0001'.repeat(500),
  '😀'.repeat(250),
  `${'é'.repeat(499)}:`,
];

/** The ones that may be keys: very long keys are refused. */
export const NASTY_KEYS: readonly string[] = NASTY.filter((item) => item.length <= 500);

const nasty = fc.constantFrom(...NASTY);

/** Texts of nasty ones, of characters that matter to YAML, and of any characters at all. */
export const text: fc.Arbitrary<string> = fc.oneof(
  nasty,
  fc.array(nasty, { maxLength: 4 }).map((parts) => parts.join('')),
  fc.string({
    unit: fc.constantFrom(...' \t\n\n\r-:?,[]{}#&*!|>\'"%@`=~<.0179aexEn\\', NEL, LS, BOM, '\u202e', '😀'),
    maxLength: 12,
  }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

const key = text.filter((item) => item.length <= 500);

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  fc.constantFrom(0, 1e21, 1e-7, 1.5e300, 5e-324, 2 ** 53, -(2 ** 53), 123456789012345680000, 0.1, 100, 1e20),
);

/** Whatever JSON can hold, with nasty texts in every place. */
export const json: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    // not fc.dictionary, which leaves __proto__ out
    fc.uniqueArray(fc.tuple(key, tie('value')), { maxLength: 4, selector: ([item]) => item }).map(Object.fromEntries),
  ),
})).value;

/** Objects of which every text may be nasty. */
export const object: fc.Arbitrary<KubeObject> = fc
  .record({
    name: text,
    kind: fc.oneof(fc.constantFrom('ConfigMap', 'Deployment', 'Thing'), text),
    spec: json,
    data: json,
  })
  .map(({ name, kind, spec, data }) => ({ apiVersion: 'v1', kind, metadata: { name }, spec, data }));
