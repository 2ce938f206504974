import { expect, test } from '@jest/globals';
import { exec, grpc, http, tcp } from '../../../constructs/workload/index.ts';
import { probeJson } from '../../../constructs/workload/probe.ts';
import type { WorkloadPort } from '../../../constructs/workload/workload.ts';

const PORTS = new Map<string, WorkloadPort>([['api', { name: 'api', number: 9000, protocol: 'TCP' }]]);
const READINESS = { periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3 };

test('http() asks a port by name, over TLS and with headers where it is told to', () => {
  const probe = http('/ready', 'api', { scheme: 'HTTPS', headers: { Host: 'example.com' } });
  expect(probeJson(probe, 'readiness', PORTS)).toEqual({
    httpGet: { path: '/ready', port: 'api', scheme: 'HTTPS', httpHeaders: [{ name: 'Host', value: 'example.com' }] },
    ...READINESS,
  });
});

test('tcp() opens a connection', () => {
  expect(probeJson(tcp('api'), 'readiness', PORTS)).toEqual({ tcpSocket: { port: 'api' }, ...READINESS });
});

test('exec() runs a command', () => {
  expect(probeJson(exec(['/bin/check']), 'readiness', PORTS)).toEqual({
    exec: { command: ['/bin/check'] },
    ...READINESS,
  });
});

test('grpc() asks a port by its number, because Kubernetes takes no name there', () => {
  expect(probeJson(grpc('api', 'shop.Cart'), 'readiness', PORTS)).toEqual({
    grpc: { port: 9000, service: 'shop.Cart' },
    ...READINESS,
  });
});

test('startup has two minutes', () => {
  expect(probeJson(tcp(80), 'startup', PORTS)).toMatchObject({ periodSeconds: 2, failureThreshold: 60 });
});

test('timing is taken as it is given', () => {
  const timing = {
    periodSeconds: 1,
    timeoutSeconds: 2,
    failureThreshold: 3,
    successThreshold: 4,
    initialDelaySeconds: 5,
  };
  expect(probeJson(tcp(80, timing), 'liveness', PORTS)).toEqual({ tcpSocket: { port: 80 }, ...timing });
});
