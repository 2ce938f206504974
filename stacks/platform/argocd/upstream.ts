import { Application, type StackChart, UserError } from 'stele';
import { components, type Sizes } from './components.ts';
import { GIT_CONFIG_TEMPLATE } from './git-config.ts';
import { hardened } from './hardening.ts';
import { REDIS_HA_EGRESS } from './network.ts';

export interface UpstreamOptions {
  /** The image of Argo CD, from the lock: its tag says which release is installed. */
  readonly image: string;
  /** Each image from the lock, and the reference under which the cluster pulls it. */
  readonly images: readonly (readonly [image: string, pulled: string])[];
  /** What the processes read when they start. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly memory: Sizes;
  readonly highlyAvailable: boolean;
}

/**
 * The commits of the releases, by the tag of the image: a ring may run an older one than the ring before it.
 *
 * `git ls-remote https://github.com/argoproj/argo-cd <tag>` shows the next one.
 */
const COMMITS: Readonly<Record<string, string>> = {
  'v3.5.3': 'c9c369efcc5b2a0bd720803f8d14a1c3eaddf579',
};

const CONTROLLERS = ['argocd-application-controller', 'argocd-applicationset-controller', 'argocd-server'];

/**
 * Upstream's install, without what the stack renders itself and without Dex, at the digests of the lock. Day 0 takes the
 * same of the two installs: it goes by the path.
 */
export function upstream(chart: StackChart, options: UpstreamOptions): void {
  const { image, images, parameters, memory, highlyAvailable } = options;
  const tag = /:([^:@/]+)@/.exec(image)?.[1] ?? '';
  const commit = COMMITS[tag];
  if (commit === undefined) {
    throw new UserError({
      subject: 'argocd/argocd-upstream',
      message: `no commit is known for release "${tag}" of Argo CD; add it in stacks/platform/argocd/upstream.ts`,
    });
  }
  new Application(chart, 'argocd-upstream', {
    source: {
      repoURL: 'https://github.com/argoproj/argo-cd',
      path: highlyAvailable ? 'manifests/ha/cluster-install' : 'manifests/cluster-install',
      targetRevision: commit,
      kustomize: {
        images: images.map(([locked, pulled]) => `${repositoryOf(locked)}=${pulled}`),
        patches: [
          // the last two are day 0's: what Argo CD reads Git with cannot come from Git
          without({ kind: 'ConfigMap', name: 'argocd-(cm|cmd-params-cm|rbac-cm|ssh-known-hosts-cm|tls-certs-cm)' }),
          without({ name: 'argocd-dex-server.*' }),
          confirmed(),
          restartedBy({ kind: 'StatefulSet', name: 'argocd-application-controller' }, parameters),
          restartedBy(
            { kind: 'Deployment', name: 'argocd-(applicationset-controller|repo-server|server)' },
            parameters,
          ),
          {
            target: { kind: 'Deployment', name: 'argocd-repo-server' },
            patch: patch({ spec: { template: GIT_CONFIG_TEMPLATE } }),
          },
          ...components(memory, highlyAvailable)
            .map(hardened)
            .map(({ target, spec }) => ({ target, patch: patch({ spec }) })),
          ...(highlyAvailable ? [onlyEgress('argocd-redis-ha-server-network-policy', REDIS_HA_EGRESS)] : []),
        ],
      },
    },
    deploys: {
      clusterKinds: [
        ...['applications', 'applicationsets', 'appprojects'].map(
          (plural) => `apiextensions.k8s.io/CustomResourceDefinition/${plural}.argoproj.io`,
        ),
        ...CONTROLLERS.flatMap((name) => [
          `rbac.authorization.k8s.io/ClusterRole/${name}`,
          `rbac.authorization.k8s.io/ClusterRoleBinding/${name}`,
        ]),
      ],
      namespacedKinds: [
        '/ConfigMap',
        '/Secret',
        '/Service',
        '/ServiceAccount',
        'apps/Deployment',
        'apps/StatefulSet',
        'networking.k8s.io/NetworkPolicy',
        'rbac.authorization.k8s.io/Role',
        'rbac.authorization.k8s.io/RoleBinding',
      ],
    },
  });
}

interface Patch {
  readonly target: {
    readonly kind?: string;
    /** A regular expression for the whole name. */
    readonly name?: string;
  };
  readonly patch: string;
}

function without(target: Patch['target']): Patch {
  return { target, patch: patch({ $patch: 'delete' }) };
}

/** A definition takes every object of its kind with it: Argo CD asks before it deletes one. */
function confirmed(): Patch {
  const annotations = { 'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm' };
  return { target: { kind: 'CustomResourceDefinition' }, patch: patch({ metadata: { annotations } }) };
}

/** Pods read their parameters once: what they read is part of them, so that a change is a rollout. */
function restartedBy(target: Patch['target'], parameters: Readonly<Record<string, string>>): Patch {
  const annotations = Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [`parameters.stele.dev/${name}`, value]),
  );
  return { target, patch: patch({ spec: { template: { metadata: { annotations } } } }) };
}

/** Takes the place of all egress rules: what upstream's pods may ask DNS is said for the whole namespace. */
function onlyEgress(name: string, egress: readonly object[]): Patch {
  return { target: { kind: 'NetworkPolicy', name }, patch: patch({ spec: { egress } }) };
}

/** The body of a strategic merge patch. Kustomize wants a kind and a name there, and goes by the target's. */
function patch(body: { readonly metadata?: object; readonly [field: string]: unknown }): string {
  const { metadata, ...rest } = body;
  return JSON.stringify({ apiVersion: 'v1', kind: 'Any', metadata: { name: 'any', ...metadata }, ...rest });
}

function repositoryOf(image: string): string {
  return image.replace(/:[^:/]*@.*$/, '');
}
