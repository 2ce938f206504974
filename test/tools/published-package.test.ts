import { expect, it } from '@jest/globals';
import { publishedPackage } from '../../tools/published-package.ts';

it('gives the package one entry, a command and no condition but types', () => {
  const dependencies = { zod: '4.6.7' };
  const own = { name: 'stele', version: '1.2.3', description: 'text', license: 'Apache-2.0', dependencies };
  expect(publishedPackage(own)).toEqual({
    ...own,
    keywords: ['kubernetes', 'gitops', 'cdk8s', 'argocd', 'immutable'],
    type: 'module',
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
    bin: { stele: 'cli/stele.js' },
    engines: { node: '>=22.18' },
    sideEffects: false,
  });
});
