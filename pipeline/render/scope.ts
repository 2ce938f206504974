import { groupOf } from '../../model/kube.ts';
import { BUILTIN } from '../write/builtin-kinds.ts';
import { CLUSTER_SCOPED_GROUPS, CUSTOM } from '../write/custom-kinds.ts';

/**
 * Whether objects of a kind live in no namespace. A kind that nobody has told of is namespaced, as most are.
 *
 * @param extra more cluster-scoped kinds, as `Kind.group`, from `stele.config.ts`
 */
export function isClusterScoped(apiVersion: string, kind: string, extra: readonly string[]): boolean {
  const group = groupOf({ apiVersion });
  if (extra.includes(`${kind}.${group}`) || CLUSTER_SCOPED_GROUPS.includes(group)) return true;
  const known = [BUILTIN.get(kind), CUSTOM.get(kind)].find((item) => item?.groups.includes(group));
  return known !== undefined && !known.namespaced;
}
