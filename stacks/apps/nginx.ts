import { defineStack, http, ImmutableConfig, ImmutableDeployment, text, z } from 'stele';

const CONF = text(import.meta.url, './nginx/default.conf');
const INDEX = text(import.meta.url, './nginx/index.html');
const STYLE = text(import.meta.url, './nginx/style.css');

/** Static files by an unprivileged nginx; a change of a file is a rollout. */
export const nginx = defineStack({
  name: 'nginx',
  team: 'web',
  images: { nginx: 'docker.io/nginxinc/nginx-unprivileged' },
  config: z.object({
    replicas: z.int().min(1).default(2).describe('Pods that serve traffic'),
    host: z.hostname().describe('Public host name'),
  }),
  build({ chart, config, images }) {
    const conf = new ImmutableConfig(chart, 'nginx-conf', { data: { 'default.conf': CONF } });
    const site = new ImmutableConfig(chart, 'nginx-site', { data: { 'index.html': INDEX, 'style.css': STYLE } });
    const web = new ImmutableDeployment(chart, 'nginx', {
      replicas: config.replicas,
      containers: [
        {
          image: images.nginx,
          ports: { http: 8080 },
          resources: { cpu: '50m', memory: '64Mi' },
          // pid file and buffers of requests
          writable: { '/tmp': '64Mi' },
          mounts: { '/etc/nginx/conf.d': conf, '/usr/share/nginx/html': site },
          liveness: http('/healthz', 'http'),
          readiness: http('/', 'http'),
        },
      ],
    });
    web.expose({ host: config.host, port: 'http' });
  },
});
