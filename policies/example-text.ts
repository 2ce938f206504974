import type { Example } from './rule.ts';

/** The YAML of an example as it would stand in a file: without the indentation that it has in its rule. */
export function exampleText({ yaml }: Pick<Example, 'yaml'>): string {
  const lines = yaml.split('\n');
  while (lines[0]?.trim() === '') lines.shift();
  while (lines.at(-1)?.trim() === '') lines.pop();
  const depths = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const depth = Math.min(...depths);
  return `${lines.map((line) => line.slice(depth).trimEnd()).join('\n')}\n`;
}
