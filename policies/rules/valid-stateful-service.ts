import { selects } from '../label-selector.ts';
import { textAt } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'valid-stateful-service',
  title: 'A StatefulSet has its headless Service',
  severity: 'error',
  why: 'The pods of a StatefulSet get names of their own in DNS only by the headless Service in spec.serviceName. Without it they cannot find each other: clusters such as etcd or Kafka do not form.',
  fix: 'Add a Service with clusterIP: None whose selector takes the pods, and name it in spec.serviceName (in Stele: ImmutableStatefulSet does both).',
  upstream: ['kube-score: statefulset-has-servicename'],
  links: ['https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id'],
  since: '0.1.0',
  *check(graph) {
    for (const node of graph.ofKind('StatefulSet')) {
      const { object } = node;
      const pointer = '/spec/serviceName';
      const name = textAt(object, 'spec', 'serviceName');
      if (name === undefined || name === '') {
        const message = 'names no Service: its pods have no names in DNS';
        yield { object, pointer, message, severity: 'warning' };
        continue;
      }
      const namespace = graph.namespaceOf(node);
      const service = graph.service(namespace, name);
      if (service === undefined) {
        const absence = graph.unseen.byName(namespace);
        if (absence === undefined) continue;
        const { note, ...severity } = absence;
        yield { object, pointer, message: `Service ${name} does not exist${note}`, ...severity };
      } else if (!service.headless) {
        const message = `Service ${name} is not headless: it gives the pods no names of their own`;
        yield { object, pointer, message, remedy: 'set clusterIP: None in a Service of its own, and name that' };
      } else if (service.selector !== undefined && !selects(service.selector, node.pods?.labels ?? {})) {
        yield { object, pointer, message: `Service ${name} does not select its pods` };
      }
    }
  },
  examples: {
    pass: [
      {
        title: 'a headless Service that selects its pods',
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: redis-headless }
          spec: { clusterIP: None, selector: { app: redis } }
          ---
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: { name: redis }
          spec:
            serviceName: redis-headless
            template:
              metadata: { labels: { app: redis, role: primary } }
              spec: { containers: [] }
        `,
      },
    ],
    fail: [
      {
        title: 'a Service with an address of its own, one of other pods, none, and none named',
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: redis }
          spec: { selector: { app: redis } }
          ---
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: { name: redis }
          spec:
            serviceName: redis
            template:
              metadata: { labels: { app: redis } }
              spec: { containers: [] }
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: etcd }
          spec: { clusterIP: None, selector: { app: etcd-server } }
          ---
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: { name: etcd }
          spec:
            serviceName: etcd
            template:
              metadata: { labels: { app: etcd } }
              spec: { containers: [] }
          ---
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: { name: kafka }
          spec: { serviceName: kafka-headless }
          ---
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: { name: nats }
          spec: { replicas: 1 }
        `,
        at: ['/spec/serviceName', '/spec/serviceName', '/spec/serviceName', '/spec/serviceName'],
      },
    ],
  },
});
