import { type FactDeclaration, type FactPath, FACTS, type Facts, factAt } from '../../model/facts.ts';
import { canonicalJson, shortHash } from '../../model/hash.ts';

/** The variant of a stack that every plain cluster shares. */
export const ALL = '_all';

/**
 * Names the rendering that a cluster runs, from that cluster alone: adding another cluster renames nothing.
 *
 * Facts whose value is what plain Kubernetes has are left out, see `docs/decisions/variants.md`.
 */
export function variantName(facts: Facts, hasOverlay: boolean, read: readonly FactPath[]): string {
  if (hasOverlay || read.includes('name')) return facts.name;
  const declarations: readonly FactDeclaration[] = FACTS;
  const parts = declarations
    .filter((fact) => fact.place !== true && read.includes(fact.path as FactPath))
    .flatMap((fact) => part(fact, factAt(facts, fact.path as FactPath)));
  return parts.length === 0 ? ALL : parts.join(',');
}

function part({ path, plain }: FactDeclaration, value: unknown): readonly string[] {
  const known = value ?? null;
  const text = canonicalJson(known);
  if (plain !== undefined && canonicalJson(plain) === text) return [];
  if (typeof known === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(known)) return [known];
  if (typeof known === 'boolean' || typeof known === 'number' || known === null) return [`${path}-${known ?? 'none'}`];
  return [`${path}-${shortHash(text)}`];
}
