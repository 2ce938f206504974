import { expect, it } from '@jest/globals';
import { publishedPackage } from '../../tools/published-package.ts';

it('gives the package two entries, a command and no condition but types', () => {
  const dependencies = { zod: '4.6.7' };
  const own = { name: 'stele', version: '1.2.3', description: 'text', license: 'Apache-2.0', dependencies };
  const devDependencies = { '@pulumi/kubernetes': '4.34.2', '@pulumi/pulumi': '3.259.0', jest: '30.5.2' };
  expect(publishedPackage({ ...own, devDependencies })).toEqual({
    ...own,
    keywords: ['kubernetes', 'gitops', 'cdk8s', 'argocd', 'immutable'],
    type: 'module',
    exports: {
      '.': { types: './index.d.ts', default: './index.js' },
      './bootstrap': { types: './bootstrap/bootstrap.d.ts', default: './bootstrap/bootstrap.js' },
    },
    // who never runs day 0 need not have them
    peerDependencies: { '@pulumi/kubernetes': '^4.34.2', '@pulumi/pulumi': '^3.259.0' },
    peerDependenciesMeta: { '@pulumi/kubernetes': { optional: true }, '@pulumi/pulumi': { optional: true } },
    bin: { stele: 'cli/stele.js' },
    engines: { node: '>=22.18' },
    sideEffects: false,
  });
});
