import { at, listAt } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'unique-env-var',
  title: 'Each environment variable once',
  severity: 'error',
  why: 'Of two variables with one name the last one counts and the first is misread by everybody. A server-side apply, which Argo CD does, refuses the object.',
  fix: 'Remove one of the two.',
  upstream: ['C-0295', 'kube-linter: duplicate-env-var', 'kube-score: environment-variable-key-duplication'],
  links: ['https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy'],
  since: '0.1.0',
  looksAt: 'pods',
  check(_, { pod }) {
    return (pod?.containers ?? []).flatMap(({ container, name, pointer }) => {
      const variables = listAt(container, 'env');
      if (variables.length < 2) return [];
      const seen = new Set<unknown>();
      return variables.flatMap((variable, index) => {
        const key = at(variable, 'name');
        if (typeof key !== 'string' || !seen.has(key)) {
          seen.add(key);
          return [];
        }
        const place = `${pointer}/env/${index}/name`;
        return [{ pointer: place, message: `container ${name} has the variable ${key} more than once` }];
      });
    });
  },
  examples: {
    pass: [
      {
        title: 'the same name in two containers, and in another case',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                env:
                  - { name: HTTP_PROXY, value: 'http://proxy:3128' }
                  - { name: http_proxy, value: 'http://proxy:3128' }
              - name: logs
                image: example.com/logs:1.0.0
                env:
                  - { name: HTTP_PROXY, value: 'http://proxy:3128' }
        `,
      },
    ],
    fail: [
      {
        title: 'twice',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                env:
                  - { name: LOG_LEVEL, value: info }
                  - { name: COLOUR, value: blue }
                  - { name: LOG_LEVEL, value: debug }
        `,
        at: ['/spec/containers/0/env/2/name'],
      },
    ],
  },
});
