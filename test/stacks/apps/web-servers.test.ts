import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { httpd } from '../../../stacks/apps/httpd.ts';
import { nginx } from '../../../stacks/apps/nginx.ts';
import { objectOf, objectsOf, type TestObject } from '../../support/stack-chart.ts';
import { mountsOf, rendered, type TestPod } from './rendered.ts';

const HOST = 'www.example.com';

function podOf(chart: ReturnType<typeof rendered>): TestPod {
  return (objectOf(chart, 'Deployment').spec as { template: { spec: TestPod } }).template.spec;
}

/** The content of the ConfigMap that is mounted somewhere. */
function mountedAt(chart: ReturnType<typeof rendered>, path: string): TestObject | undefined {
  const pod = podOf(chart);
  const [, volume] = mountsOf(pod, pod.containers[0])[path] as [string, { configMap: { name: string } }];
  return objectsOf(chart).find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === volume.configMap.name);
}

function source(file: string): string {
  return readFileSync(new URL(`../../../stacks/apps/${file}`, import.meta.url), 'utf8');
}

describe.each([
  ['httpd', () => rendered(httpd, { host: HOST })],
  ['nginx', () => rendered(nginx, { host: HOST })],
])('the stack apps/%s', (_name, render) => {
  test('listens on 8080, without root, on a root file system that nobody can write', () => {
    const pod = podOf(render());
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001 });
    expect(pod.containers).toHaveLength(1);
    expect(pod.containers[0]).toMatchObject({
      ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
      securityContext: {
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      },
    });
  });

  test('is reached by its host name', () => {
    expect(objectOf(render(), 'HTTPRoute').spec).toMatchObject({
      hostnames: [HOST],
      rules: [{ backendRefs: [{ kind: 'Service', port: 8080 }] }],
    });
  });

  test('has only configuration that cannot change', () => {
    const maps = objectsOf(render()).filter(({ kind }) => kind === 'ConfigMap');
    expect(maps.map(({ immutable }) => immutable)).toEqual([true, true]);
    expect(maps.every(({ metadata }) => /-[0-9a-f]{10}$/.test(metadata.name))).toBe(true);
  });
});

describe('the stack apps/httpd', () => {
  const chart = rendered(httpd, { host: HOST });

  test('starts the server with the configuration that is mounted, and not by the script of the image', () => {
    expect(podOf(chart).containers[0]?.command).toEqual(['httpd', '-DFOREGROUND', '-f', '/etc/httpd/httpd.conf']);
    expect(mountedAt(chart, '/etc/httpd')?.data).toEqual({ 'httpd.conf': source('httpd/httpd.conf') });
    expect(mountedAt(chart, '/srv/www')?.data).toEqual({ 'index.html': source('httpd/index.html') });
  });

  test('writes nothing but its pid file, and its logs to stdout', () => {
    const pod = podOf(chart);
    const writable = Object.entries(mountsOf(pod, pod.containers[0])).filter(([, volume]) => !Array.isArray(volume));
    expect(writable).toEqual([['/run/httpd', { emptyDir: { sizeLimit: '1Mi' } }]]);
  });

  test('writes its logs to a bounded volume on request', () => {
    const pod = podOf(rendered(httpd, { host: HOST, logs: 'file' }));
    expect(pod.containers[0]?.command).toContain('-DLogToFile');
    expect(mountsOf(pod, pod.containers[0])['/var/log/httpd']).toEqual({ emptyDir: { sizeLimit: '256Mi' } });
  });

  test('is configured for the ports and paths that its pod has', () => {
    const lines = source('httpd/httpd.conf')
      .split('\n')
      .map((line) => line.trim());
    expect(lines).toEqual(
      expect.arrayContaining([
        'Listen 8080',
        'PidFile "/run/httpd/httpd.pid"',
        'DocumentRoot "/srv/www"',
        'ErrorLog "/var/log/httpd/error.log"',
        'ErrorLog "/proc/self/fd/2"',
      ]),
    );
    // a User directive needs root
    expect(lines.filter((line) => /^(User|Group) /.test(line))).toEqual([]);
  });
});

describe('the stack apps/nginx', () => {
  const chart = rendered(nginx, { host: HOST });

  test('serves the files of a mounted configuration', () => {
    expect(mountedAt(chart, '/usr/share/nginx/html')?.data).toEqual({
      'index.html': source('nginx/index.html'),
      'style.css': source('nginx/style.css'),
    });
    expect(mountedAt(chart, '/etc/nginx/conf.d')?.data).toEqual({ 'default.conf': source('nginx/default.conf') });
    expect(source('nginx/default.conf')).toMatch(/^ {4}listen 8080;\n[\s\S]*^ {4}root \/usr\/share\/nginx\/html;$/m);
  });

  test('writes to /tmp only', () => {
    const pod = podOf(chart);
    const writable = Object.entries(mountsOf(pod, pod.containers[0])).filter(([, volume]) => !Array.isArray(volume));
    expect(writable).toEqual([['/tmp', { emptyDir: { sizeLimit: '64Mi' } }]]);
  });
});
