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

export default defineEnvironment({
  name: 'dev',
  tier: 'development',
  clusters: [
    cluster('dev-1', {
      preset: presets.k3s,
      region: 'office',
      kubernetes: '1.36',
      capabilities: { secretStore: { name: 'dev-secrets' } },
      network: { apiServer: { cidrs: ['192.0.2.10/32'] } },
      imageRegistries: ['docker.io', 'ghcr.io', 'public.ecr.aws', 'quay.io', 'registry.k8s.io'],
    }),
  ],
  stacks: [
    argocd({}),
    monitoring({ retention: '2d', storage: '5Gi', replicas: 1 }),
    policies({}),
    podinfo({ replicas: 1, host: 'podinfo.dev.example.com' }),
    httpd({ replicas: 1, host: 'httpd.dev.example.com', logs: 'file' }),
    nginx({ replicas: 1, host: 'www.dev.example.com' }),
    redis({ storage: '1Gi' }),
    catalog({ replicas: 1, host: 'catalog.dev.example.com' }),
    report({ schedule: '*/30 * * * *' }),
  ],
});
