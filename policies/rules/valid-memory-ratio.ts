import { amountOf } from '../../model/quantity.ts';
import * as z from '../../model/z.ts';
import { at, isFields } from '../read.ts';
import { defineRule, type Offence } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'valid-memory-ratio',
  title: 'The memory limit is the memory requested',
  severity: 'warning',
  why: 'Memory cannot be throttled: what a pod uses beyond its request is promised to nobody, and when its node runs short the kernel or the kubelet kills such pods first. With limit and request equal, a pod that fits runs.',
  fix: 'Set resources.requests.memory to the value of resources.limits.memory, or leave the request out: it defaults to the limit. The parameter ratio allows more where nodes are overcommitted on purpose.',
  upstream: [
    'kube-score: container-memory-requests-equal-limits',
    'kyverno: memory-requests-equal-limits',
    'kyverno: enforce-resources-as-ratio',
  ],
  links: [
    'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
    'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#pod-selection-for-kubelet-eviction',
  ],
  since: '0.1.0',
  parameters: z.object({
    ratio: z.number().min(1).default(1).describe('Most that a limit may be of its request'),
  }),
  looksAt: 'pods',
  check(_, { parameters: { ratio }, pod }) {
    if (pod === undefined) return [];
    const whole = offenceOf(pod.spec.resources, `${pod.pointer}/spec`, 'the pod', ratio);
    const parts = pod.containers.map(({ container, name, pointer }) =>
      offenceOf(container.resources, pointer, `container ${name}`, ratio),
    );
    return [whole, ...parts].filter((offence) => offence !== undefined);
  },
  examples: {
    pass: [
      {
        title: 'equal, also when written in another unit',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources:
                  requests: { memory: 1Gi }
                  limits: { memory: 1024Mi }
        `,
      },
      {
        title: 'a limit alone, which is the request too; and no limit, which is the matter of another rule',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources: { limits: { memory: 64Mi } }
              - name: proxy
                image: example.com/proxy:1.0.0
                resources: { requests: { memory: 64Mi } }
        `,
      },
      {
        title: 'a ratio that is allowed',
        parameters: { ratio: 2 },
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources:
                  requests: { memory: 64Mi }
                  limits: { memory: 128Mi }
        `,
      },
    ],
    fail: [
      {
        title: 'more than is requested',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources:
                  requests: { memory: 64Mi }
                  limits: { memory: 256Mi }
        `,
        at: ['/spec/containers/0/resources/limits/memory'],
      },
      {
        title: 'less than is requested, for the whole pod',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            resources:
              requests: { memory: 64Mi }
              limits: { memory: 32Mi }
            containers:
              - { name: web, image: example.com/web:1.0.0 }
        `,
        at: ['/spec/resources/limits/memory'],
      },
    ],
  },
});

function offenceOf(resources: unknown, base: string, subject: string, ratio: number): Offence | undefined {
  if (!isFields(resources)) return undefined;
  const limit = amountAt(resources, 'limits');
  const request = amountAt(resources, 'requests');
  if (limit === undefined || request === undefined) return undefined;
  const place = `${base}/resources/limits/memory`;
  const written = `${String(at(resources, 'limits', 'memory'))} for a request of ${String(at(resources, 'requests', 'memory'))}`;
  if (limit < request) return { pointer: place, message: `${subject} has a memory limit of only ${written}` };
  // a product of binary fractions may miss by its last bit
  if (limit <= request * ratio * (1 + 1e-9)) return undefined;
  return { pointer: place, message: `${subject} has a memory limit of ${written}` };
}

function amountAt(resources: unknown, field: 'limits' | 'requests'): number | undefined {
  const written = at(resources, field, 'memory');
  return typeof written === 'string' || typeof written === 'number' ? amountOf(written) : undefined;
}
