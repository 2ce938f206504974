import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

export interface AdmissionPolicyProps {
  /** The `spec` of the ValidatingAdmissionPolicy. */
  readonly spec: object;
  /**
   * What becomes of a request that the policy refuses.
   *
   * - `deny`: it fails, and the audit log says why.
   * - `warn`: it succeeds, whoever sent it is told, and the audit log says what was wrong.
   */
  readonly action: 'deny' | 'warn';
  /**
   * Where the policy holds, beside what it says itself: a namespace selector.
   * @default everywhere
   */
  readonly namespaceSelector?: object;
}

const GROUP = 'admissionregistration.k8s.io';

/**
 * A ValidatingAdmissionPolicy with its one binding, both named by the construct's id.
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export class AdmissionPolicy extends Construct {
  constructor(scope: Construct, id: string, { spec, action, namespaceSelector }: AdmissionPolicyProps) {
    super(scope, id);
    new ApiObject(this, 'policy', {
      apiVersion: `${GROUP}/v1`,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: id },
      spec,
    });
    new ApiObject(this, 'binding', {
      apiVersion: `${GROUP}/v1`,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: id },
      spec: {
        policyName: id,
        validationActions: action === 'deny' ? ['Deny', 'Audit'] : ['Warn', 'Audit'],
        ...(namespaceSelector === undefined ? {} : { matchResources: { namespaceSelector } }),
      },
    });
  }
}
