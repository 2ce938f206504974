/**
 * What in a regular expression RE2 (the API server) and JavaScript (the check) read differently, or only one of them
 * knows. What is left is what both agree on: plain characters, classes, groups, alternatives, counts and anchors.
 *
 * https://github.com/google/re2/wiki/Syntax
 */
export function* patternProblems(pattern: string): Generator<string> {
  let rest = pattern;
  let inClass = false;
  while (rest !== '') {
    const token: string | undefined = (inClass ? CLASS_TOKEN : TOKEN).exec(rest)?.[0];
    if (token === undefined) {
      yield `matches("${pattern}"): ${explain(rest, inClass)}`;
      return;
    }
    if (inClass) inClass = token !== ']';
    else inClass = token.startsWith('[');
    rest = rest.slice(token.length);
  }
  if (inClass) yield `matches("${pattern}"): a class is not closed`;
  else if (!isPattern(pattern)) yield `matches("${pattern}"): is no regular expression`;
}

const ESCAPE = /\\[dDwW]|\\[!-/:-@[-`{-~]/;

const TOKEN = either([
  ESCAPE,
  /\\[bB]/,
  /\(\?:|\((?!\?)|\)/,
  /[*+?]\??/,
  // RE2 counts to a thousand
  /\{\d{1,3}(?:,\d{0,3})?\}\??/,
  /[|^$]/,
  // [] and [^] are complete classes in JavaScript
  /\[\^?(?!\])/,
  /[ !"#%&',\-/0-9:;<=>@A-Z_`a-z~]/,
]);

const CLASS_TOKEN = either([ESCAPE, /\]/, /\[(?!:)/, /[ -Z^-~]/]);

function either(patterns: readonly RegExp[]): RegExp {
  return new RegExp(`^(?:${patterns.map(({ source }) => source).join('|')})`);
}

function explain(rest: string, inClass: boolean): string {
  const begin = rest.slice(0, 4);
  if (/^\(\?/.test(rest)) return `"${begin}": only plain and (?:…) groups are known to both sides`;
  if (rest.startsWith('.') && !inClass) return '"." takes other characters at synth; write a class such as [^/]';
  if (/^\\[pP]/.test(rest)) return `"${begin}": classes of Unicode are read differently; write the characters`;
  if (/^\[\[?:/.test(rest)) return `"${begin}": named classes are read differently; write the characters`;
  if (/^\\[sS]/.test(rest)) return `"${begin}": takes other spaces at synth; write the characters`;
  if (rest.startsWith('\\')) return `"${begin}": an escape that only one side knows`;
  if (rest.startsWith('[')) return `"${begin}": a class that is read differently`;
  return `"${begin}": is read differently by the two sides; write characters of ASCII, classes, groups and counts`;
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
