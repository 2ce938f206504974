import { LABEL_INSTANCE, LABEL_NAME } from '../../model/kube.ts';
import * as z from '../../model/z.ts';
import { isControlled } from '../owner.ts';
import { at } from '../read.ts';
import { defineRule, type Offence } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'require-labels',
  title: 'Workloads and their pods carry the labels of an application',
  severity: 'warning',
  why: 'Labels are how network policies, monitoring, dashboards and people find what belongs together. Without the common ones each tool needs a rule of its own for each workload.',
  fix: 'Set app.kubernetes.io/name and app.kubernetes.io/instance on the workload and on its pod template. In Stele every workload has them.',
  upstream: ['C-0076', 'C-0077', 'kube-linter: required-label-owner', 'kyverno: require-labels'],
  links: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/'],
  since: '0.1.0',
  parameters: z.object({
    labels: z.array(z.string()).default([LABEL_NAME, LABEL_INSTANCE]).describe('Labels that must be there'),
  }),
  looksAt: 'pods',
  check(object, { parameters: { labels }, pod }) {
    if (pod === undefined || isControlled(object)) return [];
    const own = offence(object.metadata.labels, '', 'lacks', labels);
    if (pod.pointer === '') return own;
    return [...own, ...offence(pod.metadata.labels, pod.pointer, 'its pods lack', labels)];
  },
  examples: {
    pass: [
      {
        title: 'both places',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata:
            name: web
            labels: { app.kubernetes.io/name: web, app.kubernetes.io/instance: shop }
          spec:
            selector: { matchLabels: { app.kubernetes.io/name: web, app.kubernetes.io/instance: shop } }
            template:
              metadata:
                labels: { app.kubernetes.io/name: web, app.kubernetes.io/instance: shop }
              spec:
                containers:
                  - { name: web, image: example.com/web:1.0.0 }
        `,
      },
      {
        title: 'labels of the house',
        parameters: { labels: ['team'] },
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web, labels: { team: shop } }
          spec:
            containers:
              - { name: web, image: example.com/web:1.0.0 }
        `,
      },
    ],
    fail: [
      {
        title: 'another label on the workload, none on its pods',
        yaml: `
          apiVersion: batch/v1
          kind: CronJob
          metadata: { name: report, labels: { app: report } }
          spec:
            schedule: '0 3 * * *'
            jobTemplate:
              spec:
                template:
                  spec:
                    restartPolicy: Never
                    containers:
                      - { name: report, image: example.com/report:1.0.0 }
        `,
        at: ['/metadata/labels', '/spec/jobTemplate/spec/template/metadata/labels'],
      },
      {
        title: 'an empty value',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata:
            name: web
            labels: { app.kubernetes.io/name: web, app.kubernetes.io/instance: '' }
          spec:
            containers:
              - { name: web, image: example.com/web:1.0.0 }
        `,
        at: ['/metadata/labels'],
      },
    ],
  },
});

function offence(labels: unknown, base: string, subject: string, required: readonly string[]): Offence[] {
  const missing = required.filter((label) => (at(labels, label) ?? '') === '');
  if (missing.length === 0) return [];
  const noun = missing.length === 1 ? 'label' : 'labels';
  return [{ pointer: `${base}/metadata/labels`, message: `${subject} the ${noun} ${missing.join(', ')}` }];
}
