import { defineStack, http, ImmutableConfig, ImmutableDeployment, text, z } from 'stele';

const CONF = text(import.meta.url, './httpd/httpd.conf');
const INDEX = text(import.meta.url, './httpd/index.html');

/** The stock Apache httpd image, made immutable: nothing is written but its pid file and, on request, its logs. */
export const httpd = defineStack({
  name: 'httpd',
  team: 'web',
  images: { httpd: 'docker.io/library/httpd' },
  config: z.object({
    replicas: z.int().min(1).default(2).describe('Pods that serve traffic'),
    host: z.hostname().describe('Public host name'),
    logs: z.enum(['stdout', 'file']).default('stdout').describe('Where access and error logs go'),
  }),
  build({ chart, config, images }) {
    const conf = new ImmutableConfig(chart, 'httpd-conf', { data: { 'httpd.conf': CONF } });
    const site = new ImmutableConfig(chart, 'httpd-site', { data: { 'index.html': INDEX } });
    const toFile = config.logs === 'file';
    const web = new ImmutableDeployment(chart, 'httpd', {
      replicas: config.replicas,
      containers: [
        {
          image: images.httpd,
          // not the image's httpd-foreground: it begins by deleting a file from the read-only root
          command: ['httpd', '-DFOREGROUND', '-f', '/etc/httpd/httpd.conf', ...(toFile ? ['-DLogToFile'] : [])],
          ports: { http: 8080 },
          resources: { cpu: '50m', memory: '64Mi' },
          writable: { '/run/httpd': '1Mi', ...(toFile ? { '/var/log/httpd': '256Mi' } : {}) },
          mounts: { '/etc/httpd': conf, '/srv/www': site },
          liveness: http('/healthz', 'http'),
          readiness: http('/', 'http'),
        },
      ],
    });
    web.expose({ host: config.host, port: 'http' });
  },
});
