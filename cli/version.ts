import { readFileSync } from 'node:fs';

/** The version of Stele: in a checkout and in the package, `package.json` lies above this folder. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return (manifest as { readonly version: string }).version;
}
