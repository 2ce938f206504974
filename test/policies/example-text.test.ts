import { expect, test } from '@jest/globals';
import { exampleText } from '../../policies/example-text.ts';

test('an example loses the indentation of its rule, and the lines around it', () => {
  const yaml = `
      kind: Pod
      spec:
        hostNetwork: true

      ---
      kind: Service
  `;
  expect(exampleText({ yaml })).toBe('kind: Pod\nspec:\n  hostNetwork: true\n\n---\nkind: Service\n');
});

test('an example that is not indented stays as it is', () => {
  expect(exampleText({ yaml: 'kind: Pod\nspec: {}\n' })).toBe('kind: Pod\nspec: {}\n');
});
