import { defineStack, http, ImmutableDeployment, z } from 'stele';

export const podinfo = defineStack({
  name: 'podinfo',
  team: 'web',
  images: { podinfo: 'ghcr.io/stefanprodan/podinfo' },
  config: z.object({
    replicas: z.int().min(1).default(2).describe('Pods that serve traffic; the minimum of the autoscaler'),
    host: z.hostname().describe('Public host name'),
  }),
  build({ chart, config, images }) {
    const web = new ImmutableDeployment(chart, 'podinfo', {
      replicas: config.replicas,
      containers: [
        {
          image: images.podinfo,
          command: ['./podinfo', '--port=9898', '--port-metrics=9797', '--level=info'],
          ports: { http: 9898, metrics: 9797 },
          resources: { cpu: '100m', memory: '64Mi' },
          writable: { '/data': '64Mi' },
          liveness: http('/healthz', 'http'),
          readiness: http('/readyz', 'http'),
        },
      ],
    });
    web.expose({ host: config.host, port: 'http' });
    web.monitor({ port: 'metrics' });
    if (config.replicas > 1) web.autoscale({ min: config.replicas, max: config.replicas * 3, cpu: 70 });
  },
});
