import * as z from '../../model/z.ts';
import type { PodView } from '../pod.ts';
import { isFields, listAt } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'require-user-namespace',
  title: 'Pods in a user namespace of their own',
  severity: 'advice',
  why: 'With hostUsers: false the users of a pod, root included, are nobody on the node: a process that breaks out of its container has no rights there, and several past escapes would have led nowhere.',
  fix: 'Set spec.hostUsers: false where the nodes have Linux 6.3, containerd 2.0 or CRI-O 1.25, and the file systems of the volumes can map ids (NFS cannot).',
  upstream: [],
  links: [
    'https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/',
    'https://kubernetes.io/docs/tasks/configure-pod-container/user-namespaces/',
  ],
  since: '0.1.0',
  parameters: z.object({
    from: z
      .string()
      .regex(/^1\.\d+$/)
      .default('1.33')
      .describe('First Kubernetes version that has it switched on'),
  }),
  looksAt: 'pods',
  check(_, { kubernetes, parameters, pod }) {
    if (pod === undefined || pod.spec.hostUsers === false) return [];
    if (minor(kubernetes) < minor(parameters.from) || cannot(pod)) return [];
    return [{ pointer: `${pod.pointer}/spec/hostUsers`, message: "the pod shares the node's users" }];
  },
  examples: {
    pass: [
      {
        title: 'a pod that has one',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            hostUsers: false
            containers:
              - { name: web, image: example.com/web:1.0.0 }
        `,
      },
      {
        title: 'a cluster that does not have them',
        kubernetes: '1.32',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - { name: web, image: example.com/web:1.0.0 }
        `,
      },
      {
        title: 'a pod that may not: it is in another namespace of its node, or has a raw block device',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: agent }
          spec:
            hostNetwork: true
            containers:
              - { name: agent, image: example.com/agent:1.0.0 }
          ---
          apiVersion: v1
          kind: Pod
          metadata: { name: database }
          spec:
            containers:
              - name: database
                image: example.com/database:1.0.0
                volumeDevices:
                  - { name: data, devicePath: /dev/data }
            volumes:
              - name: data
                persistentVolumeClaim: { claimName: data }
        `,
      },
    ],
    fail: [
      {
        title: 'nothing said',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - { name: web, image: example.com/web:1.0.0 }
        `,
        at: ['/spec/hostUsers'],
      },
      {
        title: "the node's users",
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            hostUsers: true
            containers:
              - { name: web, image: example.com/web:1.0.0 }
        `,
        at: ['/spec/hostUsers'],
      },
    ],
  },
});

function minor(version: string): number {
  return Number(version.split('.')[1]);
}

/** What the API server refuses together with hostUsers: false, and what has no users to map. */
function cannot({ spec, containers }: PodView): boolean {
  return (
    spec.hostNetwork === true ||
    spec.hostPID === true ||
    spec.hostIPC === true ||
    (isFields(spec.os) && spec.os.name === 'windows') ||
    containers.some(({ container }) => listAt(container, 'volumeDevices').length > 0)
  );
}
