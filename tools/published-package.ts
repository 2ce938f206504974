/** What the package takes over from the `package.json` of the repository. */
export interface DevelopmentPackage {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * The `package.json` of `dist/`.
 *
 * In the repository `exports` names `./index.ts`, which Node runs as it is; below node_modules it would not, so the
 * package has a file of its own instead of a condition that five tools would have to be told of.
 */
export function publishedPackage({ name, version, description, license, dependencies }: DevelopmentPackage): object {
  return {
    name,
    version,
    description,
    license,
    keywords: ['kubernetes', 'gitops', 'cdk8s', 'argocd', 'immutable'],
    type: 'module',
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
    bin: { stele: 'cli/stele.js' },
    // reads stacks and environments as TypeScript
    engines: { node: '>=22.18' },
    sideEffects: false,
    dependencies,
  };
}
