/** All rules of one scope and severity, as one policy: each policy more costs every request as much again. */
export interface PackedPolicy {
  /** What it looks at: pods and what makes them, Services, or the waivers that operators hand on to pods. */
  readonly scope: 'pods' | 'services' | 'waivers';
  readonly severity: 'error' | 'warning';
  /** Ids of the rules in it, in order. */
  readonly rules: readonly string[];
  /** The `spec` of a ValidatingAdmissionPolicy (admissionregistration.k8s.io/v1). */
  readonly spec: PolicySpec;
}

export interface PolicySpec {
  readonly failurePolicy: 'Fail';
  readonly matchConstraints: { readonly resourceRules: readonly ResourceRule[] };
  readonly matchConditions: readonly { readonly name: string; readonly expression: string }[];
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly {
    readonly expression: string;
    readonly messageExpression: string;
    readonly message: string;
    readonly reason: 'Forbidden';
  }[];
  readonly auditAnnotations?: readonly { readonly key: string; readonly valueExpression: string }[];
}

export interface ResourceRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly operations: readonly ('CREATE' | 'UPDATE')[];
  readonly resources: readonly string[];
  /** `*` takes cluster-scoped kinds in. */
  readonly scope: 'Namespaced' | '*';
}

/** Whose waivers count in the cluster. */
export interface WaiverIdentities {
  /**
   * The user name as which Argo CD writes: the waivers on what it writes were reviewed in Git.
   * @default nobody's waivers count
   */
  readonly argocd?: string | undefined;
  /**
   * The user names of the controllers that make pods, and what makes pods, out of templates: see
   * `BUILT_IN_CONTROLLERS`.
   */
  readonly controllers: readonly string[];
}

/** Some kinds of a group, when they are made or changed. */
export function resourceRule(
  group: string,
  resources: readonly string[],
  version = 'v1',
  scope: ResourceRule['scope'] = 'Namespaced',
): ResourceRule {
  return { apiGroups: [group], apiVersions: [version], operations: ['CREATE', 'UPDATE'], resources, scope };
}

// finalizers of what is on its way out are removed by updates
export const NOT_DELETED = { name: 'not-being-deleted', expression: '!has(object.metadata.deletionTimestamp)' };
