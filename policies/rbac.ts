import type { KubeObject } from '../model/kube.ts';
import { isDefaultRbac } from './default-rbac.ts';
import { isFields, listAt } from './read.ts';

/** The kinds that grant rights. */
export const ROLE_KINDS: readonly string[] = ['Role', 'ClusterRole'];
export const BINDING_KINDS: readonly string[] = ['RoleBinding', 'ClusterRoleBinding'];

/** One entry of a role's `rules`. */
export interface Grant {
  /** `/rules/0` */
  readonly pointer: string;
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  /** With subresources, as written: `pods`, `pods/exec`, `pods/*`. */
  readonly resources: readonly string[];
  /** Limits the grant to objects of these names; empty for all. */
  readonly names: readonly string[];
  readonly urls: readonly string[];
}

/** What a role grants, in the order it is written. Kubernetes' own default roles count for nothing. */
export function grantsOf(role: KubeObject): Grant[] {
  if (isDefaultRbac(role)) return [];
  return listAt(role, 'rules').flatMap((rule, index) =>
    isFields(rule)
      ? [
          {
            pointer: `/rules/${index}`,
            verbs: texts(rule.verbs),
            groups: texts(rule.apiGroups),
            resources: texts(rule.resources),
            names: texts(rule.resourceNames),
            urls: texts(rule.nonResourceURLs),
          },
        ]
      : [],
  );
}

/**
 * The resources of a grant, with their place, that it names in one of the groups. A group of `*` names all groups; a
 * resource of `*` names none: that is the finding of no-wildcard-rbac, and one is enough.
 */
export function granted(
  grant: Grant,
  group: string,
  resources: readonly string[],
): readonly { readonly resource: string; readonly pointer: string }[] {
  if (!grant.groups.includes(group) && !grant.groups.includes('*')) return [];
  return grant.resources.flatMap((resource, index) =>
    resources.includes(resource) ? [{ resource, pointer: `${grant.pointer}/resources/${index}` }] : [],
  );
}

/** The verbs of a grant that are among these, or `*`, which is all of them. */
export function grantedVerbs(grant: Grant, verbs: readonly string[]): readonly string[] {
  return grant.verbs.filter((verb) => verb === '*' || verbs.includes(verb));
}

function texts(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}
