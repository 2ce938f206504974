import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Breaks something in a copy of the checkout. */
export type Breaking = (root: string) => void;

type Replacement = readonly [path: string, from: string, to: string];

/** Replaces a text that stands exactly once in a source file, and others in others. */
export function inSource(path: string, from: string, to: string, ...more: readonly Replacement[]): Breaking {
  return (root) => {
    for (const [file, before, after] of [[path, from, to] as const, ...more]) replace(join(root, file), before, after);
  };
}

/** The same in every rendered manifest whose path in `manifests/` matches, of which there is at least one. */
export function inManifests(path: RegExp, from: string, to: string): Breaking {
  return (root) => {
    const folder = join(root, 'manifests');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) => path.test(one));
    if (files.length === 0) throw new Error(`${path} is the path of no manifest`);
    for (const file of files) replace(join(folder, file), from, to);
  };
}

/** The same in the one rendered manifest whose path in `manifests/` matches. */
export function inManifest(path: RegExp, from: string, to: string): Breaking {
  return (root) => {
    const folder = join(root, 'manifests');
    const [file, ...others] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) =>
      path.test(one),
    );
    if (file === undefined || others.length > 0) throw new Error(`${path} is not the path of one manifest`);
    replace(join(folder, file), from, to);
  };
}

function replace(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${file} does not have exactly once: ${from}`);
  writeFileSync(
    file,
    text.replace(from, () => to.replace('$&', () => from)),
  );
}
