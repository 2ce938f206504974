import { listAt } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-host-aliases',
  title: 'No entries in /etc/hosts',
  severity: 'warning',
  why: 'hostAliases win over DNS inside the pod: whoever adds one sends its traffic elsewhere, and an address written down here goes stale when the other side moves.',
  fix: 'Remove spec.hostAliases and resolve names by DNS: a Service of type ExternalName, a selectorless Service with an EndpointSlice, or a record in the zone that the cluster DNS forwards to.',
  upstream: ['KSV-0007'],
  links: ['https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/'],
  since: '0.1.0',
  looksAt: 'pods',
  check(_, { pod }) {
    if (pod === undefined) return [];
    return listAt(pod.spec, 'hostAliases').map((_, index) => ({
      pointer: `${pod.pointer}/spec/hostAliases/${index}`,
      message: 'the pod adds names to /etc/hosts',
    }));
  },
  examples: {
    pass: [
      {
        title: 'an empty list',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            hostAliases: []
            containers:
              - { name: web, image: example.com/web:1.0.0 }
        `,
      },
    ],
    fail: [
      {
        title: 'a name in a CronJob',
        yaml: `
          apiVersion: batch/v1
          kind: CronJob
          metadata: { name: report }
          spec:
            schedule: '0 3 * * *'
            jobTemplate:
              spec:
                template:
                  spec:
                    restartPolicy: Never
                    hostAliases:
                      - { ip: 10.1.2.3, hostnames: [database.internal] }
                    containers:
                      - { name: report, image: example.com/report:1.0.0 }
        `,
        at: ['/spec/jobTemplate/spec/template/spec/hostAliases/0'],
      },
    ],
  },
});
