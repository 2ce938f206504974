import { didYouMean, type Problem, throwIfAny } from '../../model/errors.ts';
import { need } from '../../model/missing-fact.ts';
import { isDnsLabel } from '../../model/names.ts';
import { isPositiveQuantity } from '../../model/quantity.ts';
import type { Identity } from './identity.ts';
import type { ContainerJson, PodSpec } from './pod-template.ts';
import { pathSlug } from './volumes.ts';

/** Storage that each pod of a StatefulSet has for itself. */
export interface ClaimTemplate {
  /** Storage asked for, such as `10Gi`. */
  readonly size: string;
  /**
   * Kubernetes never changes the templates of a StatefulSet that exists.
   * @default the cluster's default class (fact `capabilities.storageClasses`)
   */
  readonly storageClass?: string;
  /**
   * Name of the claim; those of the pods are `<claim>-<statefulset>-<number>`.
   * @default made from the path: `/var/data` is `var-data`
   */
  readonly name?: string;
}

/** Claim templates by the path at which the first container mounts them. */
export type ClaimTemplates = Readonly<Record<string, ClaimTemplate>>;

/** A claim template with everything decided. */
export interface ResolvedClaim {
  readonly path: string;
  readonly name: string;
  readonly size: string;
  readonly storageClass: string;
}

/**
 * @throws UserError when a size, a path, a name or a class is not valid
 * @throws MissingFact when there are claims and the cluster was not told its storage classes
 */
export function resolveClaims({ subject, chart }: Identity, claims: ClaimTemplates): ResolvedClaim[] {
  const resolved = Object.entries(claims).map(([path, { size, storageClass, name = pathSlug(path) }]) => {
    const classes = need(chart.facts, 'capabilities.storageClasses', `the claim ${path} of ${subject}`);
    return { path, name, size, storageClass: storageClass ?? classes.default, classes: classes.names };
  });
  const names = resolved.map(({ name }) => name);
  throwIfAny(
    resolved.flatMap(({ classes, ...claim }, index) => {
      const problems = problemsOf(claim, classes);
      if (names.indexOf(claim.name) < index) problems.push(`another is called "${claim.name}", too; give it a name`);
      return problems.map((problem) => ({ subject, message: `claim ${claim.path}: ${problem}` }));
    }),
  );
  return resolved.map(({ classes: _classes, ...claim }) => claim);
}

function problemsOf({ path, name, size, storageClass }: ResolvedClaim, classes: readonly string[]): string[] {
  const problems: string[] = [];
  if (!isPositiveQuantity(size)) problems.push(`"${size}" is no size; write for example 10Gi`);
  if (!/^\/[^:]*[^:/]$/.test(path)) problems.push('is no path to mount at; use an absolute one below /');
  if (!isDnsLabel(name)) problems.push(`name "${name}" is no DNS label; use at most 63 of a-z, 0-9 and "-"`);
  if (!classes.includes(storageClass)) {
    const near = didYouMean(storageClass, classes);
    problems.push(`storageClass "${storageClass}" is not on this cluster${near}; its classes: ${classes.join(', ')}`);
  }
  return problems;
}

/** Mounts the claims of a StatefulSet in a container. */
export function mountClaims(container: ContainerJson | undefined, claims: readonly ResolvedClaim[]): void {
  if (container === undefined || claims.length === 0) return;
  const mounts = claims.map(({ name, path }) => ({ name, mountPath: path }));
  container.volumeMounts = [...(container.volumeMounts ?? []), ...mounts];
}

/** Volumes that Kubernetes would replace by the claim of the same name. */
export function shadowedVolumes({ subject }: Identity, spec: PodSpec, claims: readonly ResolvedClaim[]): Problem[] {
  return claims
    .filter(({ name }) => spec.volumes?.some((volume) => volume.name === name))
    .map(({ name, path }) => ({
      subject,
      message: `a volume and the claim ${path} are both called "${name}"; give the claim another name`,
    }));
}

/**
 * The claims as a StatefulSet says them. What the API server would fill in is written out: the list is compared as a
 * whole, so that Argo CD would see a difference for ever.
 */
export function claimTemplatesJson(claims: readonly ResolvedClaim[]): object[] {
  return claims.map(({ name, size, storageClass }) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: size } },
      storageClassName: storageClass,
      volumeMode: 'Filesystem',
    },
  }));
}
