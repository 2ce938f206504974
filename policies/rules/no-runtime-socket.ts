import { celLiteral, literalPattern } from '../cel/literal.ts';
import { defineRule } from '../rule.ts';

const SOCKETS = [
  '/run/buildkit/buildkitd.sock',
  '/run/containerd/containerd.sock',
  '/run/cri-dockerd.sock',
  '/run/crio/crio.sock',
  '/run/docker.sock',
  '/run/dockershim.sock',
  '/run/k3s/containerd/containerd.sock',
  '/run/podman/podman.sock',
  '/var/snap/microk8s/common/run/containerd.sock',
];

// on nodes /var/run is a link to /run
const PATHS = SOCKETS.flatMap((path) => (path.startsWith('/run/') ? [path, `/var${path}`] : [path]));

const PIPES = ['\\\\.\\pipe\\containerd-containerd', '\\\\.\\pipe\\docker_engine'];

export default defineRule({
  kind: 'admission',
  id: 'no-runtime-socket',
  title: 'No socket of the container runtime',
  severity: 'error',
  why: 'Whoever talks to the socket of containerd, CRI-O or Docker starts any container on the node, privileged and past the API server: no admission, no quota, no audit. A mount of a folder above the socket gives the same.',
  fix: 'Build images with a rootless builder that needs no daemon, and read metrics of containers from the kubelet. What mounts a whole folder such as /run should mount the one path below it that it needs.',
  upstream: [
    'C-0074',
    'KSV-0006',
    'kube-linter: docker-sock',
    'kyverno: disallow-cri-sock-mount',
    'kyverno: docker-socket-requires-label',
  ],
  links: [
    'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath',
    'https://kubernetes.io/docs/setup/production-environment/container-runtimes/',
  ],
  since: '0.1.0',
  each: 'volumes',
  when: 'has(it.hostPath)',
  require: `!it.hostPath.path.matches(${celLiteral(atOrAbove(PATHS))}) && !(it.hostPath.path in ${celLiteral(PIPES)})`,
  message: 'must not reach the socket of the container runtime',
  at: '/hostPath/path',
  examples: {
    pass: [
      {
        title: 'logs of the node',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: agent }
          spec:
            containers:
              - name: agent
                image: example.com/agent:1.0.0
            volumes:
              - name: logs
                hostPath: { path: /var/log }
        `,
      },
    ],
    fail: [
      {
        title: 'the socket of Docker',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: builder }
          spec:
            containers:
              - name: builder
                image: example.com/builder:1.0.0
            volumes:
              - name: docker
                hostPath: { path: /var/run/docker.sock, type: Socket }
        `,
        at: ['/spec/volumes/0/hostPath/path'],
      },
      {
        title: 'folders above sockets',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: agent }
          spec:
            containers:
              - name: agent
                image: example.com/agent:1.0.0
            volumes:
              - name: run
                hostPath: { path: /run/ }
              - name: containerd
                hostPath: { path: /run//containerd }
              - name: everything
                hostPath: { path: / }
        `,
        at: ['/spec/volumes/0/hostPath/path', '/spec/volumes/1/hostPath/path', '/spec/volumes/2/hostPath/path'],
      },
    ],
  },
});

/** Matches paths and every folder above them, however many slashes and dots are between the names. */
function atOrAbove(paths: readonly string[]): string {
  const all = new Set(
    paths
      .flatMap((path) => {
        const names = path.split('/').slice(1);
        return names.map((_, index) => names.slice(0, index + 1).map(literalPattern));
      })
      .map((names) => names.join('/[/\\.]*')),
  );
  return `^/[/\\.]*(?:(?:${[...all].sort().join('|')})[/\\.]*)?$`;
}
