/** What the package takes over from the `package.json` of the repository. */
export interface DevelopmentPackage {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** What only day 0 takes: whoever never runs it need not have it. */
const PEERS = ['@pulumi/kubernetes', '@pulumi/pulumi'] as const;

/**
 * The `package.json` of `dist/`.
 *
 * In the repository `exports` names `./index.ts`, which Node runs as it is; below node_modules it would not, so the
 * package has a file of its own instead of a condition that five tools would have to be told of.
 */
export function publishedPackage(own: DevelopmentPackage): object {
  const { name, version, description, license, dependencies, devDependencies } = own;
  return {
    name,
    version,
    description,
    license,
    keywords: ['kubernetes', 'gitops', 'cdk8s', 'argocd', 'immutable'],
    type: 'module',
    exports: {
      '.': { types: './index.d.ts', default: './index.js' },
      './bootstrap': { types: './bootstrap/bootstrap.d.ts', default: './bootstrap/bootstrap.js' },
    },
    bin: { stele: 'cli/stele.js' },
    // reads stacks and environments as TypeScript
    engines: { node: '>=22.18' },
    sideEffects: false,
    dependencies,
    peerDependencies: Object.fromEntries(PEERS.map((peer) => [peer, `^${devDependencies[peer]}`])),
    peerDependenciesMeta: Object.fromEntries(PEERS.map((peer) => [peer, { optional: true }])),
  };
}
