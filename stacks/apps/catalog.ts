import { defineStack, http, ImmutableDeployment, ImmutableJob, SecretReference, workload, z } from 'stele';

/**
 * An application that wants to write its configuration at start (an init container does, and hands it over read-only),
 * keeps state in Redis, and brings its data up to date before its pods change.
 */
export const catalog = defineStack({
  name: 'catalog',
  team: 'shop',
  dependsOn: ['redis'],
  images: {
    catalog: 'ghcr.io/stefanprodan/podinfo',
    busybox: 'docker.io/library/busybox',
    redis: 'docker.io/library/redis',
  },
  config: z.object({
    replicas: z.int().min(1).default(2).describe('Pods that serve traffic'),
    host: z.hostname().describe('Public host name'),
    message: z.string().default('The catalog').describe('What the start page says'),
  }),
  build({ chart, config, images }) {
    const signing = new SecretReference(chart, 'catalog-signing', {
      keys: { 'key.pem': { key: 'catalog/signing', property: 'private-key' } },
    });
    const app = new ImmutableDeployment(chart, 'catalog', {
      replicas: config.replicas,
      prepare: {
        image: images.busybox,
        path: '/etc/catalog',
        command: ['sh', '-c', 'printf "ui-message: %s\\n" "$MESSAGE" > /etc/catalog/config.yaml'],
        // JSON is YAML, whatever the message holds
        env: { MESSAGE: JSON.stringify(config.message) },
      },
      containers: [
        {
          image: images.catalog,
          command: [
            './podinfo',
            '--port=9898',
            '--port-metrics=9797',
            '--config-path=/etc/catalog',
            '--config=config.yaml',
            '--cache-server=tcp://redis.redis.svc:6379',
          ],
          ports: { http: 9898, metrics: 9797 },
          resources: { cpu: '100m', memory: '96Mi' },
          mounts: { '/secrets/signing': signing },
          liveness: http('/healthz', 'http'),
          readiness: http('/readyz', 'http'),
        },
      ],
    });
    app.expose({ host: config.host, port: 'http' });
    app.monitor({ port: 'metrics' });
    app.allowTo(workload('redis', 'redis'), 6379);

    const migrate = new ImmutableJob(chart, 'catalog-migrate', {
      hook: 'before',
      containers: [
        {
          image: images.redis,
          command: ['redis-cli', '-h', 'redis.redis.svc', 'SET', 'catalog:schema', '1'],
          resources: { cpu: '50m', memory: '32Mi' },
        },
      ],
    });
    migrate.allowTo(workload('redis', 'redis'), 6379);
  },
});
