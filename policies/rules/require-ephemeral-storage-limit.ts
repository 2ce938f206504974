import { at } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'require-ephemeral-storage-limit',
  title: 'A limit on local disk',
  severity: 'warning',
  why: 'Logs, scratch volumes and the container layer share the disk of the node. A container without a limit can fill it, and the kubelet then evicts whatever pods it finds: not only the one at fault.',
  fix: 'Set resources.limits.ephemeral-storage to the scratch volumes that the container writes and room for its logs (up to five files of 10 MiB). Stele adds it up by itself.',
  upstream: ['kube-score: container-ephemeral-storage-request-and-limit'],
  links: ['https://kubernetes.io/docs/concepts/storage/ephemeral-storage/'],
  since: '0.1.0',
  looksAt: 'pods',
  check(_, { pod }) {
    return (pod?.containers ?? []).flatMap(({ container, name, pointer, role }) => {
      if (role === 'ephemeral' || at(container, 'resources', 'limits', 'ephemeral-storage') !== undefined) return [];
      const message = `container ${name} may fill the disk of its node`;
      return [{ pointer: `${pointer}/resources/limits/ephemeral-storage`, message }];
    });
  },
  examples: {
    pass: [
      {
        title: 'a limit',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources: { limits: { ephemeral-storage: 128Mi } }
        `,
      },
    ],
    fail: [
      {
        title: 'a request alone',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - { name: prepare, image: example.com/prepare:1.0.0 }
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources: { requests: { ephemeral-storage: 128Mi } }
        `,
        at: [
          '/spec/containers/0/resources/limits/ephemeral-storage',
          '/spec/initContainers/0/resources/limits/ephemeral-storage',
        ],
      },
    ],
  },
});
