import { isHook } from '../hook.ts';
import { isControlled } from '../owner.ts';
import { at } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-naked-pods',
  title: 'No pods without a controller',
  severity: 'error',
  why: 'Nothing replaces a bare pod: it is gone when its node goes, a drain stops at it, and most of its fields cannot be changed, so that an update from Git fails.',
  fix: 'Put the pod into a Deployment, StatefulSet, DaemonSet, Job or CronJob. What runs once during a deployment is a hook.',
  upstream: ['C-0073', 'kyverno: prevent-bare-pods'],
  links: ['https://kubernetes.io/docs/concepts/workloads/pods/#using-pods'],
  since: '0.1.0',
  looksAt: ['Pod'],
  check(pod) {
    const isStatic = at(pod, 'metadata', 'annotations', 'kubernetes.io/config.source') !== undefined;
    if (isControlled(pod) || isHook(pod) || isStatic) return [];
    return [{ pointer: '', message: 'has no controller that replaces it', value: undefined }];
  },
  examples: {
    pass: [
      {
        title: 'the pod of a Deployment',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            selector: { matchLabels: { app: web } }
            template:
              metadata: { labels: { app: web } }
              spec:
                containers:
                  - { name: web, image: example.com/web:1.0.0 }
        `,
      },
      {
        title: 'the test of a chart, and a pod that a controller made',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata:
            name: web-test
            annotations: { helm.sh/hook: test }
          spec:
            restartPolicy: Never
            containers:
              - { name: wget, image: example.com/wget:1.0.0 }
          ---
          apiVersion: v1
          kind: Pod
          metadata:
            name: web-7d9c8b5f4-x2x9p
            ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: web-7d9c8b5f4, uid: 1b4e28ba }]
          spec:
            containers:
              - { name: web, image: example.com/web:1.0.0 }
        `,
      },
    ],
    fail: [
      {
        title: 'a pod of its own',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - { name: web, image: example.com/web:1.0.0 }
        `,
        at: [''],
      },
    ],
  },
});
