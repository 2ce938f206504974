import { defineStack, exec, ImmutableConfig, ImmutableStatefulSet, tcp, text, workload, z } from 'stele';

const CONF = text(import.meta.url, './redis/redis.conf');

/** One Redis with its data on a claim. */
export const redis = defineStack({
  name: 'redis',
  team: 'data',
  images: { redis: 'docker.io/library/redis' },
  config: z.object({
    storage: z.quantity().default('5Gi').describe('Size of the claim'),
    memory: z.quantity().default('256Mi').describe('Memory of the server'),
  }),
  build({ chart, config, images }) {
    const conf = new ImmutableConfig(chart, 'redis-conf', { data: { 'redis.conf': CONF } });
    const server = new ImmutableStatefulSet(chart, 'redis', {
      replicas: 1,
      claims: { '/data': { size: config.storage } },
      containers: [
        {
          image: images.redis,
          command: ['redis-server', '/etc/redis/redis.conf'],
          ports: { redis: 6379 },
          resources: { cpu: '100m', memory: config.memory },
          mounts: { '/etc/redis': conf },
          liveness: tcp('redis'),
          readiness: exec(['sh', '-c', '[ "$(redis-cli ping)" = PONG ]']),
        },
      ],
    });
    server.expose({ port: 'redis' });
    server.allowFrom(workload('catalog', 'catalog'), 'redis');
    server.allowFrom(workload('catalog', 'catalog-migrate'), 'redis');
  },
});
