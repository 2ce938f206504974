import { amountOf } from '../../model/quantity.ts';
import * as z from '../../model/z.ts';
import { at } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'valid-cpu-limit',
  title: 'CPU limits are a choice, not a habit',
  severity: 'advice',
  why: 'Requests already share out the CPU of a busy node fairly. A limit throttles the container on an idle node too, and throttled probes and requests time out: worse faults than a neighbour that uses what nobody else wants. Other checkers ask for a limit everywhere.',
  fix: 'Remove resources.limits.cpu and set an honest request; or set the limit to the request where a pod must be Guaranteed or have CPUs of its own. Where limits are a rule of the house, set the parameter limit to "required".',
  upstream: ['C-0270', 'KSV-0011', 'kube-linter: unset-cpu-requirements', 'kyverno: forbid-cpu-limits'],
  links: [
    'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-limits-are-run',
  ],
  since: '0.1.0',
  parameters: z.object({
    limit: z
      .enum(['optional', 'required'])
      .default('optional')
      .describe('Whether each container must have a CPU limit'),
  }),
  looksAt: 'pods',
  check(_, { parameters, pod }) {
    return (pod?.containers ?? []).flatMap(({ container, name, pointer, role }) => {
      // one that has work to finish before anything is served may wait; ephemeral ones have no resources
      if (role === 'init' || role === 'ephemeral') return [];
      const limit = at(container, 'resources', 'limits', 'cpu');
      const request = at(container, 'resources', 'requests', 'cpu') ?? limit;
      const place = `${pointer}/resources/limits/cpu`;
      if (parameters.limit === 'required') {
        return limit === undefined ? [{ pointer: place, message: `container ${name} has no CPU limit` }] : [];
      }
      if (limit === undefined || amount(limit) === amount(request)) return [];
      const message = `container ${name} is throttled at ${String(limit)} CPU, also on an idle node`;
      return [{ pointer: place, message }];
    });
  },
  examples: {
    pass: [
      {
        title: 'a request alone',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources: { requests: { cpu: 100m } }
        `,
      },
      {
        title: 'a Guaranteed pod',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources:
                  requests: { cpu: 2000m, memory: 1Gi }
                  limits: { cpu: 2, memory: 1Gi }
        `,
      },
    ],
    fail: [
      {
        title: 'a limit above the request',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources:
                  requests: { cpu: 100m }
                  limits: { cpu: 500m }
        `,
        at: ['/spec/containers/0/resources/limits/cpu'],
      },
      {
        title: 'no limit where each container must have one',
        parameters: { limit: 'required' },
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - { name: web, image: example.com/web:1.0.0 }
        `,
        at: ['/spec/containers/0/resources/limits/cpu'],
      },
    ],
  },
});

function amount(written: unknown): number | undefined {
  return typeof written === 'string' || typeof written === 'number' ? amountOf(written) : undefined;
}
