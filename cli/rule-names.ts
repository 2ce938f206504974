import { readdirSync } from 'node:fs';

/** The ids of Stele's own rules, as the names of their files say, without loading one. */
export function ruleNames(): string[] {
  const files = readdirSync(new URL('../policies/rules/', import.meta.url));
  return [...new Set(files.map((file) => file.replace(/\..*$/, '')))].sort();
}
