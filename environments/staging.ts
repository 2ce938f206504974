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
  name: 'staging',
  tier: 'staging',
  promoteFrom: 'dev',
  clusters: [
    cluster('staging-eu-1', {
      preset: presets.eks,
      region: 'eu-west-1',
      kubernetes: '1.36',
      capabilities: {
        routing: { kind: 'gateway', gateway: 'public', namespace: 'gateway' },
        secretStore: { name: 'aws-secrets' },
      },
      network: {
        apiServer: { cidrs: ['10.10.0.0/24', '10.10.1.0/24'], port: 443 },
        gateway: [{ namespace: 'gateway' }],
      },
      imageRegistries: ['docker.io', 'ghcr.io', 'public.ecr.aws', 'quay.io', 'registry.k8s.io'],
    }),
  ],
  stacks: [
    argocd({}),
    monitoring({ retention: '5d' }),
    policies({ debugImages: ['docker.io/library/busybox'] }),
    podinfo({ host: 'podinfo.staging.example.com' }),
    httpd({ host: 'httpd.staging.example.com' }),
    nginx({ host: 'www.staging.example.com' }),
    redis({}),
    catalog({ host: 'catalog.staging.example.com' }),
    report({}),
  ],
});
