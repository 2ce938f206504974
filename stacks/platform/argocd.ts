import { defineStack, mirrored, z } from 'stele';
import { disruptionBudgets } from './argocd/disruption-budgets.ts';
import { metrics } from './argocd/metrics.ts';
import { egressPolicies } from './argocd/network.ts';
import { parameters, settings } from './argocd/settings.ts';
import { upstream } from './argocd/upstream.ts';

const PRIVATE = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];

const block = z.union([z.cidrv4(), z.cidrv6()], { error: 'is no CIDR; write for example 10.0.0.0/8 or 2001:db8::/32' });

const addresses = z.object({
  cidr: block.describe('A block of addresses'),
  except: z.array(block).default([]).describe('Smaller blocks in it that are not meant'),
  ports: z.array(z.int().min(1).max(65535)).min(1).describe('TCP ports'),
});

/**
 * Argo CD itself: its settings, and its upstream install at the commit of the release in the lock.
 *
 * Nobody can log in until `admin` is on: what deploys is what Git says, and `argocd --core` reads with the rights of
 * whoever calls it. There is no Dex.
 */
export const argocd = defineStack({
  name: 'argocd',
  team: 'platform',
  images: {
    argocd: 'quay.io/argoproj/argocd',
    redis: 'public.ecr.aws/docker/library/redis',
    haproxy: 'public.ecr.aws/docker/library/haproxy',
  },
  config: z.object({
    admin: z.boolean().default(false).describe('Whether the built-in admin may log in'),
    policy: z.string().default('').describe('Who may do what, in the CSV form of argocd-rbac-cm; nobody may else'),
    highlyAvailable: z
      .boolean()
      .optional()
      .describe(
        'Whether Argo CD outlives the loss of a node; takes three of them. Production does, unless told otherwise',
      ),
    syncTimeout: z.int().min(60).default(300).describe('Seconds until a sync that waits for a hook is ended'),
    memory: z
      .object({
        controller: z.quantity().default('1Gi').describe('Grows with the number of objects in the cluster'),
        repoServer: z.quantity().default('512Mi').describe('Grows with the number of manifests made at once'),
        server: z.quantity().default('256Mi').describe('Grows with the number of people who look'),
      })
      .prefault({})
      .describe('Memory of the components that grow'),
    git: z
      .array(addresses)
      .default([{ cidr: '0.0.0.0/0', except: PRIVATE, ports: [443, 22] }])
      .describe('Where Git servers are'),
    clusters: z
      .array(addresses)
      .default([])
      .describe('API servers of the clusters that this one deploys to, beside its own'),
  }),
  build({ chart, config, images, facts }) {
    const { highlyAvailable = facts.tier === 'production' } = config;
    const used = highlyAvailable ? images : { argocd: images.argocd, redis: images.redis };
    const read = parameters(config.syncTimeout, highlyAvailable);
    settings(chart, { admin: config.admin, policy: config.policy, parameters: read });
    upstream(chart, {
      image: images.argocd,
      images: Object.values(used).map((image) => [image, mirrored(image, facts.registryMirror)]),
      parameters: read,
      memory: config.memory,
      highlyAvailable,
    });
    if (highlyAvailable) disruptionBudgets(chart);
    egressPolicies(chart, { ...config, highlyAvailable });
    metrics(chart, highlyAvailable);
  },
});
