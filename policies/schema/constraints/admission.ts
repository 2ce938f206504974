import { at, type Fields, listAt, textAt } from '../../read.ts';
import { dnsSubdomain, whole } from '../grammar.ts';
import { quoted, shown } from '../shown.ts';
import { all, type Constraints, type ConstraintTable, isGiven, isSet, needs, type Report } from './constraint.ts';

const webhook: Constraints = {
  fields: { timeoutSeconds: whole(1, 30) },
  whole: needs('clientConfig', 'sideEffects'),
};
const rule: Constraints = {
  whole(value, report) {
    for (const name of ['apiGroups', 'apiVersions', 'operations', 'resources']) {
      if (!isSet(value, name)) report([], `${name} is missing`, { remedy: `Add ${name}; ["*"] is all of them.` });
    }
  },
};

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/admissionregistration/validation/validation.go */
export const ADMISSION: ConstraintTable = {
  'admissionregistration.v1.ValidatingWebhookConfiguration': { whole: uniqueWebhooks },
  'admissionregistration.v1.MutatingWebhookConfiguration': { whole: uniqueWebhooks },
  'admissionregistration.v1.ValidatingWebhook': webhook,
  'admissionregistration.v1.MutatingWebhook': webhook,
  'admissionregistration.v1.RuleWithOperations': rule,
  'admissionregistration.v1.NamedRuleWithOperations': rule,
  'admissionregistration.v1.WebhookClientConfig': {
    whole(value, report) {
      const [url, service] = [isGiven(value, 'url'), isGiven(value, 'service')];
      if (url === service)
        report([], `clientConfig must have one of url and service, and has ${url ? 'both' : 'none'}`);
      const text = textAt(value, 'url');
      if (text !== undefined && !text.startsWith('https://'))
        report(['url'], `url must begin with https://, and is ${quoted(text)}`);
    },
  },
  'admissionregistration.v1.ValidatingAdmissionPolicy': { whole: needs('spec') },
  'admissionregistration.v1.ValidatingAdmissionPolicySpec': {
    whole: all(needs('matchConstraints'), (value, report) => {
      if (!isSet(value, 'validations') && !isSet(value, 'auditAnnotations')) {
        report([], 'spec must have validations or auditAnnotations');
      }
    }),
  },
  'admissionregistration.v1.ValidatingAdmissionPolicyBinding': { whole: needs('spec') },
  'admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec': {
    fields: { policyName: dnsSubdomain },
    whole(value, report) {
      const actions = listAt(value, 'validationActions');
      for (const [index, action] of actions.entries()) {
        if (actions.indexOf(action) < index)
          report(['validationActions', index], `validationActions has ${shown(action)} twice`);
      }
      if (actions.includes('Deny') && actions.includes('Warn')) {
        report(['validationActions'], 'Deny and Warn must not be set together: what is denied is said already');
      }
    },
  },
};

function uniqueWebhooks(value: Fields, report: Report): void {
  const seen = new Set<unknown>();
  for (const [index, one] of listAt(value, 'webhooks').entries()) {
    const name = at(one, 'name');
    if (typeof name === 'string' && seen.has(name))
      report(['webhooks', index, 'name'], `two webhooks have the name ${quoted(name)}`);
    seen.add(name);
  }
}
