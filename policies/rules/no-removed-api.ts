import { defineRule, type Offence } from '../rule.ts';
import type { Retirement } from '../schema/catalog.ts';
import type { KindName } from '../schema/form.ts';

export default defineRule({
  kind: 'object',
  id: 'no-removed-api',
  title: 'No API version that the cluster does not serve',
  severity: 'error',
  why: 'An API version that was removed is refused by the API server of that Kubernetes version, so an upgrade of the cluster ends every sync of the application. A deprecated one (a warning) is the next to go.',
  fix: 'Move the object to the version that replaces it; its fields may differ.',
  upstream: [
    'KSV-0107',
    'kube-linter: no-extensions-v1beta',
    'kube-score: stable-version',
    'kyverno: check-deprecated-apis',
  ],
  links: [
    'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
    'https://kubernetes.io/docs/reference/using-api/deprecation-policy/',
  ],
  since: '0.1.0',
  *check({ apiVersion, kind }, { schemas, kubernetes }): Iterable<Offence> {
    const catalog = schemas();
    const name = `${apiVersion} ${kind}`;
    const offence = { pointer: '/apiVersion', value: apiVersion };
    const removed = catalog.removed(apiVersion, kind);
    if (removed !== undefined) {
      yield { ...offence, message: `${name} was removed in Kubernetes ${removed.since}`, ...remedyOf(removed) };
      return;
    }
    const deprecated = catalog.deprecated(apiVersion, kind);
    if (deprecated !== undefined) {
      const end = deprecated.removedIn === undefined ? '' : `, and goes in ${deprecated.removedIn}`;
      const message = `${name} is deprecated since Kubernetes ${deprecated.since}${end}`;
      yield { ...offence, message, ...remedyOf(deprecated), severity: 'warning' };
    }
    const found = catalog.kind(apiVersion, kind);
    if (found?.served === 'never') {
      yield {
        ...offence,
        message: `${name} is not served any more`,
        ...remedyOf({ replacement: catalog.nearest(apiVersion, kind) }),
      };
    } else if (found?.served === 'on request' && deprecated === undefined) {
      const who = found.custom
        ? 'Its standard installation does not serve it'
        : `Kubernetes ${kubernetes} serves it only when its flags say so`;
      yield {
        ...offence,
        message: `${name} may not be served: ${who.charAt(0).toLowerCase()}${who.slice(1)}`,
        severity: 'warning',
      };
    }
    if (found?.deprecated !== undefined && found.served !== 'never') {
      yield { ...offence, message: found.deprecated.replace(/\.$/, ''), severity: 'warning' };
    }
  },
  examples: {
    pass: [
      {
        title: 'the version that is served',
        yaml: `
          apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: { name: web }
          spec: { maxUnavailable: 1, selector: { matchLabels: { app: web } } }
        `,
      },
      {
        title: 'a version that is removed later',
        kubernetes: '1.24',
        yaml: `
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web }
        `,
      },
    ],
    fail: [
      {
        title: 'a version that was removed',
        at: ['/apiVersion'],
        yaml: `
          apiVersion: policy/v1beta1
          kind: PodDisruptionBudget
          metadata: { name: web }
          spec: { maxUnavailable: 1, selector: { matchLabels: { app: web } } }
        `,
      },
      {
        title: 'a version that is deprecated, on an older cluster',
        kubernetes: '1.24',
        at: ['/apiVersion'],
        yaml: `
          apiVersion: policy/v1beta1
          kind: PodDisruptionBudget
          metadata: { name: web }
          spec: { maxUnavailable: 1, selector: { matchLabels: { app: web } } }
        `,
      },
    ],
  },
});

function remedyOf({ replacement }: { readonly replacement?: KindName | undefined } & Partial<Retirement>): {
  readonly remedy?: string;
} {
  if (replacement === undefined) return {};
  return { remedy: `Write apiVersion: ${replacement.apiVersion}, kind: ${replacement.kind}; its fields may differ.` };
}
