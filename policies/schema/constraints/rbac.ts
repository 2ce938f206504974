import { at, type Fields, fieldsAt, listAt, textAt } from '../../read.ts';
import { dnsSubdomain, pathSegment } from '../grammar.ts';
import { quoted } from '../shown.ts';
import { type Constraints, type ConstraintTable, isSet, needs, type Report } from './constraint.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/rbac/validation/validation.go */
export const RBAC: ConstraintTable = {
  'rbac.v1.Role': {
    whole(value, report) {
      for (const [index, rule] of listAt(value, 'rules').entries()) {
        if (listAt(rule, 'nonResourceURLs').length > 0) {
          report(['rules', index, 'nonResourceURLs'], 'nonResourceURLs must only be set in a ClusterRole');
        }
      }
    },
  },
  'rbac.v1.PolicyRule': {
    whole(value, report) {
      if (isSet(value, 'nonResourceURLs')) {
        if (['apiGroups', 'resources', 'resourceNames'].some((name) => isSet(value, name))) {
          report(['nonResourceURLs'], 'nonResourceURLs must not be set beside resources: write two rules');
        }
        return;
      }
      for (const name of ['apiGroups', 'resources']) {
        if (!isSet(value, name)) {
          report([], `${name} is missing`, {
            remedy: name === 'apiGroups' ? 'Add apiGroups; [""] is the core group.' : 'Add resources.',
          });
        }
      }
    },
  },
  'rbac.v1.RoleBinding': binding(['Role', 'ClusterRole'], true),
  'rbac.v1.ClusterRoleBinding': binding(['ClusterRole'], false),
  'rbac.v1.AggregationRule': {
    whole(value, report) {
      if (!isSet(value, 'clusterRoleSelectors')) report([], 'clusterRoleSelectors is missing');
    },
  },
};

function binding(kinds: readonly string[], namespaced: boolean): Constraints {
  return {
    whole(value, report) {
      needs('roleRef')(value, report, '');
      const role = fieldsAt(value, 'roleRef');
      const [kind, group] = [textAt(role, 'kind') ?? '', textAt(role, 'apiGroup') ?? ''];
      if (kind !== '' && !kinds.includes(kind)) {
        report(['roleRef', 'kind'], `kind must be ${kinds.join(' or ')}, and is ${quoted(kind)}`);
      }
      if (group !== '' && group !== GROUP)
        report(['roleRef', 'apiGroup'], `apiGroup must be ${GROUP}, and is ${quoted(group)}`);
      const must = pathSegment(at(role, 'name'));
      if (must !== undefined) report(['roleRef', 'name'], `name ${must}`);
      for (const [index, subject] of listAt(value, 'subjects').entries()) {
        subjectProblems(subject, namespaced, (path, ...rest) => report(['subjects', index, ...path], ...rest));
      }
    },
  };
}

function subjectProblems(subject: unknown, namespaced: boolean, report: Report): void {
  const fields: Fields = fieldsAt(subject);
  const [kind, group] = [textAt(fields, 'kind') ?? '', textAt(fields, 'apiGroup') ?? ''];
  switch (kind) {
    case '':
      return;
    case 'ServiceAccount': {
      const must = dnsSubdomain(at(fields, 'name'));
      if (must !== undefined && at(fields, 'name') !== '') report(['name'], `name ${must}`);
      if (group !== '') report(['apiGroup'], 'apiGroup must be empty for a ServiceAccount');
      if (!namespaced && !isSet(fields, 'namespace'))
        report([], 'a ServiceAccount in a ClusterRoleBinding needs its namespace');
      return;
    }
    case 'User':
    case 'Group':
      if (group !== '' && group !== GROUP) report(['apiGroup'], `apiGroup must be ${GROUP}, and is ${quoted(group)}`);
      return;
    default:
      report(['kind'], `kind must be ServiceAccount, User or Group, and is ${quoted(kind)}`);
  }
}
