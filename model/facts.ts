import { imageRegistry } from './image.ts';
import * as z from './z.ts';

/** CIDR of either family, or one address with its prefix length. */
const cidr = z.union([z.cidrv4(), z.cidrv6()], { error: 'is no CIDR; write for example 10.0.0.0/8 or 2001:db8::/32' });

const port = z.object({
  port: z.int().min(1).max(65535),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP'),
});

/** Who is at the other end of a connection, as a NetworkPolicy can say it. */
const peer = z.union([
  z.object({
    cidr,
    /** Parts of the block that are not meant. */
    except: z.array(cidr).optional(),
  }),
  z.object({
    /** Name of the namespace (the label `kubernetes.io/metadata.name`, which nobody can forge). */
    namespace: z.dnsLabel(),
    /** Labels of the pods meant; all pods of the namespace when left out. */
    pods: z.record(z.string(), z.string()).optional(),
  }),
]);

const dns = z.object({
  /** Where cluster DNS listens. A CIDR such as 169.254.20.10/32 is a node-local cache. */
  peers: z.array(peer).min(1),
  ports: z.array(port).min(1),
});

const apiServer = z.object({
  /** Addresses of the API server's endpoints: not of the Service, which is translated before policies are applied. */
  cidrs: z.array(cidr).min(1),
  port: z.int().min(1).max(65535).default(6443),
});

const routing = z.discriminatedUnion('kind', [
  z.object({
    /** Gateway API: workloads get an HTTPRoute. */
    kind: z.literal('gateway'),
    gateway: z.dnsLabel(),
    namespace: z.dnsLabel(),
    /** The listener that terminates TLS. */
    listener: z.string().min(1).default('https'),
  }),
  z.object({
    /** Workloads get an Ingress of this class. */
    kind: z.literal('ingress'),
    className: z.dnsLabel(),
    /** cert-manager's ClusterIssuer that signs certificates; without one the controller's default certificate is used. */
    clusterIssuer: z.dnsLabel().optional(),
  }),
]);

const storageClasses = z.object({
  /** The class of a claim that names none. */
  default: z.string().min(1),
  /** Every class there is, the default included. */
  names: z.array(z.string().min(1)).min(1),
});

const secretStore = z.object({
  kind: z.enum(['ClusterSecretStore', 'SecretStore']).default('ClusterSecretStore'),
  name: z.dnsLabel(),
});

const identities = z.object({
  /** The user name as which Argo CD writes to this cluster. */
  argocd: z.string().min(1).optional(),
  /**
   * The user names of controllers that write in sealed namespaces, by what they are: see `Seal`, which knows what each
   * kind of them has to write. A user name that is no service account's is a person's unless it stands here.
   */
  controllers: z.record(z.string(), z.array(z.string().min(1)).min(1)).optional(),
  /** The group whose members may act by hand in an emergency. */
  breakGlassGroup: z.string().min(1).optional(),
  /** The group whose members may debug with ephemeral containers. */
  debugGroup: z.string().min(1).optional(),
});

const capabilities = z.object({
  routing: routing.optional(),
  /** Argo Rollouts runs here. */
  rollouts: z.boolean().optional(),
  /** The Prometheus operator runs here, so that ServiceMonitors and PrometheusRules mean something. */
  prometheusOperator: z.boolean().optional(),
  /** The store that ExternalSecrets read from. */
  secretStore: secretStore.optional(),
  storageClasses: storageClasses.optional(),
  /**
   * What enforces rules in the cluster.
   * @default "validating-admission-policy" from Kubernetes 1.30, which has them without a feature gate
   */
  policyEngine: z.enum(['validating-admission-policy', 'kyverno', 'none']).optional(),
});

const network = z.object({
  dns: dns.optional(),
  apiServer: apiServer.optional(),
  /** Where requests through the gateway or the ingress controller come from. */
  gateway: z.array(peer).min(1).optional(),
  /** Where requests through Services of type LoadBalancer come from. */
  loadBalancers: z.array(peer).min(1).optional(),
  /** The Prometheus that scrapes this cluster. */
  monitoring: z.array(peer).min(1).optional(),
  /** The cluster's IP families, the primary one first. */
  ipFamilies: z
    .array(z.enum(['IPv4', 'IPv6']))
    .min(1)
    .max(2)
    .optional(),
});

/** A registry host, or the beginning of a repository, and what replaces it on this cluster. */
const registryMirror = z.record(z.string().min(1), z.string().min(1));

/** What is said of a cluster, beside its name. */
export const clusterFactsSchema = z.object({
  region: z.string().min(1),
  /** The order in which clusters of an environment get a change, from 0. */
  ring: z.int().min(0).default(0),
  /** Minor version of Kubernetes, such as `1.36`. */
  kubernetes: z
    .string()
    .regex(/^1\.\d{1,3}$/, { error: 'is no Kubernetes version; write the minor version, for example 1.36' }),
  /** Free facts of your own, for stacks to read and `.on()` to choose by. */
  labels: z.record(z.string(), z.string()).default({}),
  capabilities: capabilities.prefault({}),
  network: network.prefault({}),
  registryMirror: registryMirror.optional(),
  /** Where images may come from: the rule valid-image-registry asks for it, at synth and in the cluster. */
  imageRegistries: z.array(imageRegistry).min(1).optional(),
  identities: identities.prefault({}),
});

export type ClusterFactsInput = z.input<typeof clusterFactsSchema>;
export type NetworkPeer = z.output<typeof peer>;

/** Everything that may be known of the cluster an instance is rendered for. */
export interface Facts extends Readonly<z.output<typeof clusterFactsSchema>> {
  /** The cluster's name. Reading it gives each cluster a rendering of its own. */
  readonly name: string;
  readonly environment: string;
  readonly tier: Tier;
}

export const TIERS = ['development', 'staging', 'production'] as const;
export type Tier = (typeof TIERS)[number];

/**
 * Every fact by its path, in the order in which variants list them. What a rendering reads is noted at this grain.
 *
 * - `place`: given by the folder `<environment>/ring-<n>` already, so never part of a variant's name.
 * - `plain`: what plain Kubernetes has; a cluster with that value has no part in a variant's name. It is not a
 *   default: a cluster that is not told a fact does not have it.
 */
export const FACTS = [
  { path: 'capabilities.policyEngine', plain: 'validating-admission-policy' },
  { path: 'capabilities.prometheusOperator', plain: true },
  { path: 'capabilities.rollouts', plain: false },
  { path: 'capabilities.routing' },
  { path: 'capabilities.secretStore' },
  { path: 'capabilities.storageClasses' },
  { path: 'environment', place: true },
  // upstream's install, and what day 0 makes where a hub deploys to
  { path: 'identities.argocd', plain: 'system:serviceaccount:argocd:argocd-application-controller' },
  { path: 'identities.breakGlassGroup', plain: 'stele:break-glass' },
  { path: 'identities.controllers' },
  { path: 'identities.debugGroup', plain: 'stele:debug' },
  { path: 'imageRegistries', plain: null },
  { path: 'kubernetes' },
  { path: 'labels', plain: {} },
  { path: 'name' },
  { path: 'network.apiServer' },
  {
    path: 'network.dns',
    // https://github.com/kubernetes/dns/blob/master/docs/specification.md, and CoreDNS as kubeadm installs it
    plain: {
      peers: [{ namespace: 'kube-system', pods: { 'k8s-app': 'kube-dns' } }],
      ports: [
        { port: 53, protocol: 'UDP' },
        { port: 53, protocol: 'TCP' },
      ],
    },
  },
  { path: 'network.gateway' },
  { path: 'network.ipFamilies' },
  { path: 'network.loadBalancers' },
  {
    path: 'network.monitoring',
    // the stack platform/monitoring
    plain: [{ namespace: 'monitoring', pods: { 'app.kubernetes.io/name': 'prometheus' } }],
  },
  { path: 'region' },
  { path: 'registryMirror', plain: null },
  { path: 'ring', place: true },
  { path: 'tier', place: true },
] as const satisfies readonly FactDeclaration[];

export interface FactDeclaration {
  readonly path: string;
  readonly place?: boolean;
  readonly plain?: unknown;
}

export type FactPath = (typeof FACTS)[number]['path'];

/** The value of a fact, or undefined when the cluster was not told it. */
export function factAt(facts: Facts, path: FactPath): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], facts);
}
