import type { KubeObject } from '../../model/kube.ts';
import type { PodView } from '../pod.ts';
import { at, isFields, listAt, numberAt, textAt } from '../read.ts';
import { defineRule, type Offence } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'require-rolling-update',
  title: 'Updates without an outage',
  severity: 'warning',
  why: 'Recreate stops every pod before the first new one starts: each update is an outage, and a bad image is a long one. OnDelete updates nothing until somebody deletes pods by hand, so Git and the cluster differ without a sign.',
  fix: 'Use RollingUpdate with a maxUnavailable below the number of replicas (Stele uses 0). Recreate is right for one replica on a claim that only one node can mount, and passes there.',
  upstream: ['C-0305', 'kube-linter: no-rolling-update-strategy', 'kube-score: deployment-strategy'],
  links: ['https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy'],
  since: '0.1.0',
  looksAt: ['Deployment', 'StatefulSet', 'DaemonSet'],
  check(object, { pod }) {
    if (object.kind === 'Deployment') return deploymentOffences(object, pod);
    const type = textAt(object, 'spec', 'updateStrategy', 'type');
    if (type !== 'OnDelete') return [];
    return [{ pointer: '/spec/updateStrategy/type', message: 'is only updated when somebody deletes its pods' }];
  },
  examples: {
    pass: [
      {
        title: 'the default',
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
        title: 'one replica on a claim: two pods could wait for it for ever',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: wiki }
          spec:
            replicas: 1
            strategy: { type: Recreate }
            selector: { matchLabels: { app: wiki } }
            template:
              metadata: { labels: { app: wiki } }
              spec:
                containers:
                  - { name: wiki, image: example.com/wiki:1.0.0 }
                volumes:
                  - name: data
                    persistentVolumeClaim: { claimName: wiki }
        `,
      },
    ],
    fail: [
      {
        title: 'Recreate',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            replicas: 2
            strategy: { type: Recreate }
            selector: { matchLabels: { app: web } }
            template:
              metadata: { labels: { app: web } }
              spec:
                containers:
                  - { name: web, image: example.com/web:1.0.0 }
        `,
        at: ['/spec/strategy/type'],
      },
      {
        title: 'a rolling update that may take all',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            replicas: 1
            strategy: { rollingUpdate: { maxUnavailable: 1 } }
            selector: { matchLabels: { app: web } }
            template:
              metadata: { labels: { app: web } }
              spec:
                containers:
                  - { name: web, image: example.com/web:1.0.0 }
        `,
        at: ['/spec/strategy/rollingUpdate/maxUnavailable'],
      },
      {
        title: 'OnDelete',
        yaml: `
          apiVersion: apps/v1
          kind: DaemonSet
          metadata: { name: agent }
          spec:
            updateStrategy: { type: OnDelete }
            selector: { matchLabels: { app: agent } }
            template:
              metadata: { labels: { app: agent } }
              spec:
                containers:
                  - { name: agent, image: example.com/agent:1.0.0 }
        `,
        at: ['/spec/updateStrategy/type'],
      },
    ],
  },
});

function deploymentOffences(deployment: KubeObject, pod: PodView | undefined): Offence[] {
  const replicas = numberAt(deployment, 'spec', 'replicas');
  // a claim may be for one node at a time; a single pod that holds one must go before the next can come
  const holdsClaim = listAt(pod?.spec, 'volumes').some((volume) => isFields(at(volume, 'persistentVolumeClaim')));
  if (holdsClaim && (replicas ?? 1) <= 1) return [];
  if (textAt(deployment, 'spec', 'strategy', 'type') === 'Recreate') {
    return [{ pointer: '/spec/strategy/type', message: 'stops all pods before it starts the first new one' }];
  }
  const most = at(deployment, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable');
  if (!takesAll(most, replicas)) return [];
  const message = `may stop all pods at once during an update: maxUnavailable is ${String(most)}`;
  return [{ pointer: '/spec/strategy/rollingUpdate/maxUnavailable', message }];
}

/** A share is rounded down; without a number of replicas an autoscaler sets it. */
function takesAll(most: unknown, replicas: number | undefined): boolean {
  if (replicas === 0) return false;
  if (typeof most === 'number') return replicas !== undefined && most >= replicas;
  return typeof most === 'string' && /^\d+%$/.test(most) && Number.parseInt(most, 10) >= 100;
}
