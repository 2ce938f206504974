import { type Breaking, inManifest, inManifests, inSource } from './break-text.ts';

/** A way to break a promise, and the test that has to notice. */
export interface Mutation {
  readonly name: string;
  /** The file of test/e2e, without its ending. */
  readonly file: string;
  /** What the title of the test matches, with those of its groups: a regular expression. */
  readonly test: string;
  /** Breaks the promise in a copy of the checkout. */
  readonly apply: Breaking;
  /** What the failure has to say: it is to be that of the promise, not another. */
  readonly says: RegExp;
}

const SYNC_POLICY = 'constructs/argocd/sync-policy.ts';
const STACK_APPLICATION = 'constructs/argocd/stack-application.ts';
const PLATFORM = 'test/e2e/support/platform.ts';
const FINALIZER = "...(options.onRemove === 'delete' ? { finalizers: [RESOURCES_FINALIZER] } : {}),";
const IN_VAIN = /waited in vain/;

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'hardening-line-dropped',
    file: 'accepted',
    test: 'staging/',
    apply: inManifest(
      /^staging\/.*\/Deployment\.nginx\.yaml$/,
      'allowPrivilegeEscalation: false',
      'allowPrivilegeEscalation: true',
    ),
    says: /would violate PodSecurity/,
  },
  {
    name: 'namespace-takes-any-pod',
    file: 'accepted',
    test: 'staging/',
    apply: inManifest(/^staging\/.*\/Namespace\.nginx\.yaml$/, 'enforce: restricted', 'enforce: privileged'),
    says: /"nginx"/,
  },
  {
    name: 'unknown-field',
    file: 'accepted',
    test: 'staging/',
    apply: inManifest(/^staging\/.*\/Service\.nginx\.yaml$/, '\nspec:\n', '\nspec:\n  colour: red\n'),
    says: /colour: field not declared/,
  },
  {
    name: 'two-applications-with-one-object',
    file: 'removal',
    test: 'stay so without another sync',
    // synth would refuse it
    apply: inSource(
      PLATFORM,
      'await this.project.synthesized();',
      `$&
    const [file = ''] = this.project.git('ls-files', 'manifests/*/ServiceAccount.nginx.yaml', '--others', '--cached').split('\\n');
    if (file !== '') {
      const [other = ''] = this.project.git('ls-files', 'manifests/*/ServiceAccount.httpd.yaml', '--others', '--cached').split('\\n');
      this.project.write(other.replace('.httpd.yaml', '.nginx.yaml'), this.project.read(file));
    }`,
    ),
    says: IN_VAIN,
  },
  {
    name: 'former-configuration-not-kept',
    file: 'changes',
    test: 'rolls the pods|undone with kubectl',
    apply: inSource('pipeline/write/plan.ts', 'of texts.entries()', 'of texts.slice(0, 0).entries()'),
    says: /httpd-site-/,
  },
  {
    name: 'no-self-heal',
    file: 'changes',
    test: 'a change by hand is healed',
    apply: inSource(SYNC_POLICY, 'automated: { prune, selfHeal }', 'automated: { prune, selfHeal: false }'),
    says: /waited in vain for the number of replicas in Git/,
  },
  {
    name: 'no-prune',
    file: 'removal',
    test: 'what leaves Git is pruned$',
    apply: inSource(SYNC_POLICY, 'automated: { prune, selfHeal }', 'automated: { prune: false, selfHeal }'),
    says: IN_VAIN,
  },
  {
    name: 'autoscaled-replicas-not-ignored',
    file: 'changes',
    test: 'an autoscaled workload',
    // a rule would refuse it
    apply: inSource(
      PLATFORM,
      'await this.project.synthesized();',
      `$&
    const pointer = 'manifests/test/_clusters/test-1/Application.podinfo.yaml';
    const text = this.project.read(pointer).replace(/^ *- RespectIgnoreDifferences=true\\n/m, '');
    this.project.write(pointer, text.replace(/^ {2}ignoreDifferences:\\n(?: {4}.*\\n)+/m, ''));`,
    ),
    says: /Expected: 5|waited in vain/,
  },
  {
    name: 'autoscaled-replicas-left-out',
    file: 'changes',
    test: 'an autoscaled workload',
    apply: inSource(
      PLATFORM,
      'await this.project.synthesized();',
      `$&
    for (const file of this.project.git('ls-files', 'manifests/*/HorizontalPodAutoscaler.*', '--others', '--cached').split('\\n')) {
      const workload = file.replace('HorizontalPodAutoscaler.', 'Deployment.');
      if (file !== '') this.project.write(workload, this.project.read(workload).replace(/^ {2}replicas: .*\\n/m, ''));
    }`,
    ),
    says: /fewest|Expected/,
  },
  {
    name: 'no-confirmation',
    file: 'removal',
    test: 'only after a confirmation when it is a',
    apply: inSource('constructs/argocd/confirm.ts', 'if (PRECIOUS.has(', 'if (!PRECIOUS.has('),
    says: /waited in vain for Argo CD to ask/,
  },
  {
    name: 'project-forgets-at-once',
    file: 'removal',
    test: 'last object of a kind',
    apply: inSource(
      'pipeline/pointers/retain.ts',
      'if (former === undefined) return',
      'if (project !== undefined) return',
    ),
    says: /toEqual/,
  },
  {
    name: 'removed-stack-leaves-everything',
    file: 'removal',
    test: 'takes its objects along',
    apply: inSource(STACK_APPLICATION, FINALIZER, ''),
    says: IN_VAIN,
  },
  {
    name: 'removed-stack-takes-everything',
    file: 'removal',
    test: 'leaves its objects where they are',
    apply: inSource(STACK_APPLICATION, FINALIZER, 'finalizers: [RESOURCES_FINALIZER],'),
    says: IN_VAIN,
  },
  {
    name: 'moved-object-not-kept',
    file: 'removal',
    test: 'in two commits is never away',
    apply: inSource(
      'constructs/argocd/keep.ts',
      "{ Prune: 'false', Delete: 'false' }",
      '{}',
      // it would refuse the second commit
      ['pipeline/check/moves.ts', 'if (leaving.length === 0) return', 'if (leaving !== undefined) return'],
    ),
    says: /account-reader|waited in vain/,
  },
  {
    name: 'moved-files-not-noticed',
    file: 'removal',
    test: 'in two commits is never away',
    apply: inSource('tools/cluster/argo-cd.ts', 'renames = false', 'renames = true'),
    says: /waited in vain|toEqual/,
  },
  {
    name: 'prune-last',
    file: 'fix-forward',
    test: 'a Deployment with .* also when the bad one',
    apply: inSource(SYNC_POLICY, "'ServerSideApply=true',", "'ServerSideApply=true', 'PruneLast=true',"),
    says: IN_VAIN,
  },
  {
    name: 'ordered-pods',
    file: 'fix-forward',
    test: 'a StatefulSet with .* takes it back',
    apply: inSource(
      'constructs/workload/stateful-set.ts',
      'PodManagementPolicy.PARALLEL',
      'PodManagementPolicy.ORDERED_READY',
    ),
    says: IN_VAIN,
  },
  {
    name: 'nobody-restarts-argo-cd',
    file: 'faults',
    test: 'argocd-application-controller is killed',
    apply: inSource('tools/cluster/argo-cd.ts', 'if (process !== undefined) await', 'if (process === undefined) await'),
    says: IN_VAIN,
  },
  {
    name: 'a-person-writes',
    file: 'faults',
    test: 'nobody but Argo CD',
    apply: inSource(
      'tools/cluster/argo-cd.ts',
      '...argoApplications(installer)',
      "...argoApplications(cluster.as('break-glass'))",
    ),
    says: /"break-glass"/,
  },
  {
    name: 'promotion-copies-nothing',
    file: 'promotion',
    test: 'a promotion commit',
    apply: inSource('pipeline/images/promotion.ts', 'a?.tag === b.tag && a.digest', 'a?.digest'),
    says: /2\.4\.67/,
  },
  {
    name: 'definitions-forbidden',
    file: 'deploy',
    test: 'brings all Applications to Synced',
    // the kinds of the Prometheus operator come after the objects that need them, or here never
    apply: inManifest(
      /^prod\/_clusters\/prod-eu-1\/AppProject\.platform\.yaml$/,
      'kind: CustomResourceDefinition',
      'kind: CustomResource',
    ),
    says: IN_VAIN,
  },
  {
    name: 'pods-refused',
    file: 'deploy',
    test: 'brings all Applications to Synced',
    apply: inManifests(
      /^prod\/ring-0\/.*\/Deployment\.nginx\.yaml$/,
      'allowPrivilegeEscalation: false',
      'allowPrivilegeEscalation: true',
    ),
    says: /nginx: Synced, (Progressing|Degraded)/,
  },
  {
    name: 'deletion-not-healed',
    file: 'changes',
    test: 'that deletes an object is healed',
    apply: inSource(SYNC_POLICY, 'automated: { prune, selfHeal }', 'automated: { prune, selfHeal: false }'),
    says: /waited in vain for a new Deployment/,
  },
  {
    name: 'nobody-looks-again',
    file: 'faults',
    test: 'the Git server goes away|hears of the commit while it is away',
    apply: inSource('test/e2e/faults.test.ts', 'resync: 5', 'resync: 3600'),
    says: IN_VAIN,
  },
  {
    name: 'nobody-restarts-the-control-plane',
    file: 'faults',
    test: '(kube-apiserver|etcd) is killed',
    apply: inSource(
      'tools/cluster/cluster.ts',
      'await keeper.run(process);\n      },\n      keepLogs',
      '},\n      keepLogs',
    ),
    says: /waited in vain|ECONNREFUSED|ECONNRESET/,
  },
  {
    name: 'nobody-hears-of-the-commit',
    file: 'fix-forward',
    test: 'one broken stack',
    apply: inSource('tools/cluster/deployment.ts', 'await argocd.webhook(idle.map(({ name }) => name));', ''),
    says: IN_VAIN,
  },
  {
    name: 'keeper-outlives-who-started-it',
    file: 'playground',
    test: 'leaves nothing when the command that starts a cluster is killed',
    apply: inSource('tools/cluster/keeper.ts', 'if (!released) void', 'if (released) void'),
    says: /waited in vain for the folder to go/,
  },
];
