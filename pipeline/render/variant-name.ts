import { FACTS, type FactDeclaration, type FactPath, type Facts, factAt } from '../../model/facts.ts';
import { canonicalJson, shortHash } from '../../model/hash.ts';

/** The variant of a stack that every plain cluster shares. */
export const ALL = '_all';

/** Stands between facts. Not a comma: kubectl takes the argument of `-f` apart at commas. */
const SEPARATOR = '+';

/**
 * Names the rendering that a cluster runs, from that cluster alone: adding another cluster renames nothing.
 *
 * Facts whose value is what plain Kubernetes has are left out, see `docs/decisions/variants.md`.
 */
export function variantName(facts: Facts, hasOverlay: boolean, read: readonly FactPath[]): string {
  if (hasOverlay || read.includes('name')) return facts.name;
  const parts = NAMED.filter(({ path }) => read.includes(path)).flatMap((fact) => part(fact, factAt(facts, fact.path)));
  return parts.length === 0 ? ALL : parts.join(SEPARATOR);
}

interface NamedFact {
  readonly path: FactPath;
  /** The path without its group: no two facts have the same. */
  readonly name: string;
  readonly plain: string | undefined;
}

/** The facts that can be part of a name, in the order of their names. */
const NAMED: readonly NamedFact[] = (FACTS as readonly (FactDeclaration & { readonly path: FactPath })[])
  .filter((fact) => fact.place !== true)
  .map(({ path, plain }) => ({
    path,
    name: path.slice(path.lastIndexOf('.') + 1),
    plain: plain === undefined ? undefined : canonicalJson(plain),
  }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

function part({ name, plain }: NamedFact, value: unknown): readonly string[] {
  const known = value ?? null;
  const text = canonicalJson(known);
  if (plain === text) return [];
  if (typeof known === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(known)) return [known];
  if (typeof known === 'boolean' || typeof known === 'number' || known === null) return [`${name}-${known ?? 'none'}`];
  return [`${name}-${shortHash(text)}`];
}
