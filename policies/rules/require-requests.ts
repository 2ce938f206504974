import { isNothing, quantityIsSet } from '../cel/quantity.ts';
import { at } from '../read.ts';
import { defineRule } from '../rule.ts';

const RESOURCES = ['cpu', 'memory'];

// what is not requested is requested as much as it is limited to
const PLACES = [
  ['it', 'requests'],
  ['it', 'limits'],
  ['variables.podSpec', 'requests'],
  ['variables.podSpec', 'limits'],
] as const;

const requested = (resource: string) =>
  PLACES.reduceRight((other, [owner, list]) => `${owner}.?resources.?${list}.?${resource}.orValue(${other})`, "''");

export default defineRule({
  kind: 'admission',
  id: 'require-requests',
  title: 'CPU and memory are requested',
  severity: 'error',
  why: 'The scheduler counts requests, nothing else: a pod without them lands on a full node, is the first to be evicted when memory runs short, gets what CPU the others leave, and cannot be autoscaled by utilisation.',
  fix: 'Set resources.requests.cpu and resources.requests.memory on each container, or once on the pod; a limit stands for a request that is not said. In Stele: resources: { cpu: "100m", memory: "64Mi" }.',
  upstream: [
    'C-0004',
    'C-0050',
    'C-0268',
    'C-0269',
    'KSV-0015',
    'KSV-0016',
    'kube-linter: unset-cpu-requirements',
    'kube-linter: unset-memory-requirements',
    'kube-score: container-resources',
    'kyverno: require-pod-requests-limits',
    'kyverno: require-qos-burstable',
  ],
  links: [
    'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits',
    'https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/',
  ],
  since: '0.1.0',
  // ephemeral containers cannot have resources
  each: 'mainContainers',
  require: RESOURCES.map((resource) => quantityIsSet(requested(resource))).join(' && '),
  message: 'must request cpu and memory',
  at: (item, _, pod) =>
    RESOURCES.filter((resource) => {
      const owners = { it: item, 'variables.podSpec': pod.spec };
      return isNothing(
        PLACES.map(([owner, list]) => at(owners[owner], 'resources', list, resource)).find((found) => found != null),
      );
    }).map((resource) => `/resources/requests/${resource}`),
  examples: {
    pass: [
      {
        title: 'requests',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources:
                  requests: { cpu: 100m, memory: 64Mi }
        `,
      },
      {
        title: 'limits, which are requests too',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources:
                  limits: { cpu: 1, memory: 64Mi }
        `,
      },
      {
        title: 'requests of the pod as a whole',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            resources:
              requests: { cpu: 200m, memory: 128Mi }
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
      },
    ],
    fail: [
      {
        title: 'none',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/containers/0/resources/requests/cpu', '/spec/containers/0/resources/requests/memory'],
      },
      {
        title: 'an init container without memory',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - name: prepare
                image: example.com/web:1.0.0
                resources:
                  requests: { cpu: 100m }
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources:
                  requests: { cpu: 100m, memory: 64Mi }
        `,
        at: ['/spec/initContainers/0/resources/requests/memory'],
      },
      {
        title: 'a request for nothing',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources:
                  requests: { cpu: 0m, memory: 64Mi }
        `,
        at: ['/spec/containers/0/resources/requests/cpu'],
      },
    ],
  },
});
