import { ANNOTATION_IMAGE_USER } from '../../model/kube.ts';
import * as z from '../../model/z.ts';
import { at } from '../read.ts';
import { defineRule } from '../rule.ts';

const parameters = z.object({
  /** The least user and group id. */
  minimum: z.int().min(1).default(10_000),
});

const effective = (field: string) =>
  `it.?securityContext.?${field}.orValue(variables.podSpec.?securityContext.?${field}.orValue(0))`;

export default defineRule({
  kind: 'admission',
  id: 'require-high-uid',
  title: 'User and group ids that no user of the node has',
  severity: 'warning',
  why: 'User ids of a container are user ids of the node: a process that gets out as user 1000 is whoever has that id there. Ids from 10,000 are nobody’s. A group that is not said is the image’s, often root’s, and lets a process write what root’s group may.',
  fix: 'Set securityContext.runAsUser and runAsGroup to 10001 on the pod, and no 0 in fsGroup and supplementalGroups. Where the image has a numeric user of its own, say so with the pod annotation stele.dev/image-user.<container>; Stele writes it where the stack gives the container a user.',
  upstream: [
    'KSV-0020',
    'KSV-0021',
    'KSV-0116',
    'kube-score: container-security-context-user-group-id',
    'kyverno: require-non-root-groups',
  ],
  links: [
    'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#set-the-security-context-for-a-pod',
    'https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/',
  ],
  since: '0.1.0',
  parameters,
  each: 'podAndContainers',
  when: '!variables.isWindows',
  require: ({ minimum }) =>
    'has(it.name) ' +
    `? ('${ANNOTATION_IMAGE_USER}' + it.name) in variables.annotations || ` +
    `(${effective('runAsUser')} >= ${minimum} && ${effective('runAsGroup')} >= ${minimum}) ` +
    ': it.?securityContext.?fsGroup.orValue(1) != 0 && ' +
    'it.?securityContext.?supplementalGroups.orValue([]).all(group, group != 0)',
  message: 'must run with a high user id and group id, and without the group of root',
  at: (item, { minimum }, pod) => {
    if (item === pod.spec) {
      return at(item, 'securityContext', 'fsGroup') === 0
        ? '/securityContext/fsGroup'
        : '/securityContext/supplementalGroups';
    }
    return ['runAsUser', 'runAsGroup']
      .filter((field) => {
        const id = at(item, 'securityContext', field) ?? at(pod.spec, 'securityContext', field);
        return typeof id !== 'number' || id < minimum;
      })
      .map((field) => `/securityContext/${field}`);
  },
  examples: {
    pass: [
      {
        title: 'the pod says it for all its containers',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            securityContext: { runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001 }
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
      },
      {
        title: 'a container that runs as its image’s own user',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata:
            name: web
            annotations: { stele.dev/image-user.web: '65532' }
          spec:
            securityContext: { runAsUser: 65532 }
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
      },
      {
        title: 'a lower bound of your own',
        parameters: { minimum: 1000 },
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext: { runAsUser: 1000, runAsGroup: 1000 }
        `,
      },
    ],
    fail: [
      {
        title: 'a container with a low user and no group',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext: { runAsUser: 1000 }
        `,
        at: ['/spec/containers/0/securityContext/runAsUser', '/spec/containers/0/securityContext/runAsGroup'],
      },
      {
        title: 'volumes that belong to the group of root',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            securityContext: { runAsUser: 10001, runAsGroup: 10001, fsGroup: 0 }
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/securityContext/fsGroup'],
      },
      {
        title: 'an annotation for another container',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata:
            name: web
            annotations: { stele.dev/image-user.web: '101' }
          spec:
            securityContext: { runAsUser: 101, runAsGroup: 10001 }
            initContainers:
              - name: prepare
                image: example.com/web:1.0.0
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/initContainers/0/securityContext/runAsUser'],
      },
    ],
  },
});
