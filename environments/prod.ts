import { cluster, defineEnvironment, presets } from 'stele';
import { catalog } from '../stacks/apps/catalog.ts';
import { httpd } from '../stacks/apps/httpd.ts';
import { nginx } from '../stacks/apps/nginx.ts';
import { podinfo } from '../stacks/apps/podinfo.ts';
import { redis } from '../stacks/apps/redis.ts';
import { report } from '../stacks/apps/report.ts';
import { argocd } from '../stacks/platform/argocd.ts';
import { monitoring } from '../stacks/platform/monitoring.ts';
import { policies } from '../stacks/platform/policies.ts';

const gateway = { kind: 'gateway', gateway: 'public', namespace: 'gateway' } as const;
/** Where images come from, beside Docker Hub. */
const imageRegistries = ['ghcr.io', 'public.ecr.aws', 'quay.io', 'registry.k8s.io'];

export default defineEnvironment({
  name: 'prod',
  tier: 'production',
  promoteFrom: 'staging',
  clusters: [
    cluster('prod-eu-1', {
      preset: presets.eks,
      region: 'eu-west-1',
      ring: 0,
      kubernetes: '1.36',
      capabilities: { routing: gateway, secretStore: { name: 'aws-secrets' } },
      network: {
        apiServer: { cidrs: ['10.20.0.0/24', '10.20.1.0/24'], port: 443 },
        gateway: [{ namespace: 'gateway' }],
      },
      imageRegistries: [...imageRegistries, 'docker.io'],
    }),
    cluster('prod-eu-2', {
      preset: presets.eks,
      region: 'eu-west-1',
      ring: 1,
      kubernetes: '1.36',
      capabilities: { routing: gateway, secretStore: { name: 'aws-secrets' } },
      network: {
        apiServer: { cidrs: ['10.21.0.0/24', '10.21.1.0/24'], port: 443 },
        gateway: [{ namespace: 'gateway' }],
      },
      imageRegistries: [...imageRegistries, 'docker.io'],
    }),
    // another provider: an older Kubernetes, a node-local DNS cache, an ingress controller, a registry mirror
    cluster('prod-us-1', {
      preset: presets.gke,
      region: 'us-east1',
      ring: 1,
      kubernetes: '1.35',
      capabilities: {
        routing: { kind: 'ingress', className: 'nginx', clusterIssuer: 'letsencrypt' },
        secretStore: { name: 'gcp-secrets' },
      },
      network: {
        apiServer: { cidrs: ['172.16.0.2/32'], port: 443 },
        gateway: [{ namespace: 'ingress-nginx', pods: { 'app.kubernetes.io/name': 'ingress-nginx' } }],
      },
      registryMirror: { 'docker.io': 'mirror.example.com/docker-hub' },
      imageRegistries: [...imageRegistries, 'mirror.example.com/docker-hub'],
    }),
  ],
  stacks: [
    argocd({}),
    monitoring({ retention: '30d', storage: '200Gi' }),
    policies({ debugImages: ['docker.io/library/busybox'] }),
    podinfo({ replicas: 6, host: 'podinfo.example.com' }, { 'prod-us-1': { replicas: 3 } }),
    httpd({ replicas: 3, host: 'httpd.example.com' }),
    nginx({ replicas: 3, host: 'www.example.com' }),
    redis({ storage: '20Gi', memory: '1Gi' }),
    catalog({ replicas: 3, host: 'catalog.example.com' }),
    report({}).on('prod-eu-1', 'prod-eu-2'),
  ],
});
