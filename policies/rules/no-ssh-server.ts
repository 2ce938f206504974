import type { KubeObject } from '../../model/kube.ts';
import * as z from '../../model/z.ts';
import type { PodView } from '../pod.ts';
import { at, listAt } from '../read.ts';
import { defineRule, type Offence } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-ssh-server',
  title: 'No SSH servers',
  severity: 'warning',
  why: 'An SSH server gives a shell in the container past the API server: no RBAC, no admission, no audit, and keys that nobody rotates.',
  fix: 'Remove the server and its port. Debug with an ephemeral container, copy files with an init container, and reach other machines as an SSH client. A server that speaks SSH to serve something else, such as Git, can listen on a port of its own: 2222.',
  upstream: ['C-0042', 'kube-linter: ssh-port'],
  links: ['https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/#ephemeral-container'],
  since: '0.1.0',
  parameters: z.object({
    ports: z.array(z.int()).default([22]).describe('Container ports that count as SSH'),
  }),
  looksAt: [
    'Pod',
    'Deployment',
    'ReplicaSet',
    'ReplicationController',
    'StatefulSet',
    'DaemonSet',
    'Job',
    'CronJob',
    'Rollout.argoproj.io',
    'Service',
  ],
  check(object, { parameters: { ports }, pod }) {
    if (object.kind === 'Service') return serviceOffences(object, ports);
    return pod === undefined ? [] : podOffences(pod, ports);
  },
  examples: {
    pass: [
      {
        title: 'a Git server that has its own port for SSH',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: git }
          spec:
            containers:
              - name: git
                image: example.com/git:1.0.0
                ports:
                  - { name: ssh, containerPort: 2222 }
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: git }
          spec:
            ports:
              - { port: 22, targetPort: ssh }
        `,
      },
      {
        title: 'an SSH client',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: backup }
          spec:
            containers:
              - { name: backup, image: example.com/backup:1.0.0, command: [ssh, backup@example.com] }
        `,
      },
    ],
    fail: [
      {
        title: 'the port',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                ports:
                  - { containerPort: 22 }
        `,
        at: ['/spec/containers/0/ports/0/containerPort'],
      },
      {
        title: 'the server as command',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - { name: web, image: example.com/web:1.0.0, command: [/usr/sbin/sshd, -D] }
        `,
        at: ['/spec/containers/0/command/0'],
      },
      {
        title: 'a Service that leads to the port',
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: web }
          spec:
            selector: { app.kubernetes.io/name: web }
            ports:
              - { name: http, port: 80, targetPort: 8080 }
              - { name: shell, port: 22 }
        `,
        at: ['/spec/ports/1'],
      },
    ],
  },
});

const SERVER = /(?:^|\/)(?:sshd|dropbear)$/;

function podOffences(pod: PodView, ports: readonly number[]): Offence[] {
  return pod.containers.flatMap(({ container, name, pointer }) => {
    const listens = listAt(container, 'ports').flatMap((port, index) => {
      const number = at(port, 'containerPort');
      if (typeof number !== 'number' || !ports.includes(number) || !isTcp(port)) return [];
      const place = `${pointer}/ports/${index}/containerPort`;
      return [{ pointer: place, message: `container ${name} listens on the SSH port ${number}` }];
    });
    const [program] = listAt(container, 'command');
    if (typeof program !== 'string' || !SERVER.test(program)) return listens;
    return [...listens, { pointer: `${pointer}/command/0`, message: `container ${name} runs an SSH server` }];
  });
}

/** By number only: a port's name may lead anywhere. */
function serviceOffences(service: KubeObject, ports: readonly number[]): Offence[] {
  return listAt(service, 'spec', 'ports').flatMap((port, index) => {
    const target = at(port, 'targetPort') ?? at(port, 'port');
    if (typeof target !== 'number' || !ports.includes(target) || !isTcp(port)) return [];
    return [{ pointer: `/spec/ports/${index}`, message: `leads to the SSH port ${target} of its pods` }];
  });
}

function isTcp(port: unknown): boolean {
  return (at(port, 'protocol') ?? 'TCP') === 'TCP';
}
