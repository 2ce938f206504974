import { isContentNamed } from '../content-name.ts';
import { isHook } from '../hook.ts';
import { isControlled, isOwnedByGit } from '../owner.ts';
import { at } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'valid-job',
  title: 'Jobs that run once, and are cleared away',
  severity: 'warning',
  why: 'The template of a Job cannot be changed: a Job of Git needs another name for another content, or its update is refused. With a TTL it deletes itself, Argo CD finds it missing and runs it again, for ever (argo-cd#8586). A Job that somebody applies by hand, on the other hand, stays for ever without a TTL.',
  fix: 'A Job in Git: no ttlSecondsAfterFinished and a name that ends in a hash of its content (in Stele: ImmutableJob), or an Argo CD hook with a delete policy. A Job outside of GitOps: ttlSecondsAfterFinished.',
  upstream: ['kube-linter: job-ttl-seconds-after-finished'],
  links: [
    'https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/',
    'https://github.com/argoproj/argo-cd/issues/8586',
  ],
  since: '0.1.0',
  looksAt: ['Job'],
  check(job) {
    if (isHook(job) || isControlled(job)) return [];
    const ttl = at(job, 'spec', 'ttlSecondsAfterFinished') ?? undefined;
    const pointer = '/spec/ttlSecondsAfterFinished';
    if (!isOwnedByGit(job)) {
      return ttl === undefined ? [{ pointer, message: 'is not cleared away once it is done', severity: 'advice' }] : [];
    }
    const runsAgain = ttl === undefined ? [] : [{ pointer, message: 'deletes itself, and Argo CD runs it again' }];
    if (isContentNamed(job)) return runsAgain;
    const message = 'keeps its name when its content changes: the update will be refused';
    return [...runsAgain, { pointer: '/metadata/name', message }];
  },
  examples: {
    pass: [
      {
        title: 'a Job that Git owns, named by its content',
        yaml: `
          apiVersion: batch/v1
          kind: Job
          metadata:
            name: migrate-dc528e5f90
            annotations: { stele.dev/source: stacks/apps/catalog.ts, stele.dev/stem: migrate }
          spec: { backoffLimit: 3 }
        `,
      },
      {
        title: 'hooks, of Argo CD and of Helm',
        yaml: `
          apiVersion: batch/v1
          kind: Job
          metadata:
            name: migrate
            annotations:
              argocd.argoproj.io/hook: Sync
              argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
              stele.dev/source: stacks/apps/catalog.ts
          spec: { backoffLimit: 3 }
          ---
          apiVersion: batch/v1
          kind: Job
          metadata:
            name: admission-create
            annotations: { helm.sh/hook: 'pre-install,pre-upgrade', helm.sh/hook-delete-policy: before-hook-creation }
          spec: { backoffLimit: 3 }
        `,
      },
      {
        title: 'a Job outside of GitOps that clears itself away, and a run of a CronJob',
        yaml: `
          apiVersion: batch/v1
          kind: Job
          metadata: { name: import }
          spec: { ttlSecondsAfterFinished: 3600 }
          ---
          apiVersion: batch/v1
          kind: Job
          metadata:
            name: report-29384756
            ownerReferences: [{ apiVersion: batch/v1, kind: CronJob, name: report, uid: 1b4e28ba }]
          spec: { backoffLimit: 3 }
        `,
      },
    ],
    fail: [
      {
        title: 'a Job that Argo CD would run again and again, and could not update',
        yaml: `
          apiVersion: batch/v1
          kind: Job
          metadata:
            name: migrate
            annotations: { stele.dev/source: stacks/apps/catalog.ts }
          spec: { ttlSecondsAfterFinished: 600 }
        `,
        at: ['/spec/ttlSecondsAfterFinished', '/metadata/name'],
      },
      {
        title: 'a Job outside of GitOps that stays for ever',
        yaml: `
          apiVersion: batch/v1
          kind: Job
          metadata: { name: import }
          spec: { backoffLimit: 3 }
        `,
        at: ['/spec/ttlSecondsAfterFinished'],
      },
    ],
  },
});
