import { isSystemNamespace } from '../graph/built-in.ts';
import { pointer, textAt } from '../read.ts';
import { defineRule } from '../rule.ts';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

export default defineRule({
  kind: 'object',
  id: 'require-pod-security-label',
  title: 'Each namespace enforces the restricted Pod Security Standard',
  severity: 'error',
  why: 'Without the label the API server lets any pod into the namespace, a privileged one too, whoever makes it. With it even what is applied by hand meets the standard.',
  fix: 'Set the label pod-security.kubernetes.io/enforce: restricted (in Stele each namespace has it). Where a workload needs more, ask for the lowest level that it runs with, in a namespace of its own, and waive this rule there.',
  upstream: ['C-0192', 'CIS 5.2.1', 'kyverno: add-psa-namespace-reporting', 'kyverno: deny-privileged-profile'],
  links: ['https://kubernetes.io/docs/concepts/security/pod-security-admission/'],
  since: '0.1.0',
  looksAt: ['Namespace'],
  check(namespace) {
    const level = textAt(namespace, 'metadata', 'labels', ENFORCE);
    if (level === 'restricted' || isSystemNamespace(namespace.metadata.name)) return [];
    const found = level === undefined ? 'enforces no Pod Security Standard' : `enforces only "${level}"`;
    return [{ pointer: pointer('metadata', 'labels', ENFORCE), message: found }];
  },
  examples: {
    pass: [
      {
        title: 'restricted; a namespace of Kubernetes itself',
        yaml: `
          apiVersion: v1
          kind: Namespace
          metadata:
            name: web
            labels: { pod-security.kubernetes.io/enforce: restricted }
          ---
          apiVersion: v1
          kind: Namespace
          metadata: { name: kube-system }
        `,
      },
    ],
    fail: [
      {
        title: 'a lower level, and only a warning',
        yaml: `
          apiVersion: v1
          kind: Namespace
          metadata:
            name: web
            labels: { pod-security.kubernetes.io/enforce: baseline }
          ---
          apiVersion: v1
          kind: Namespace
          metadata:
            name: shop
            labels: { pod-security.kubernetes.io/warn: restricted }
        `,
        at: [
          '/metadata/labels/pod-security.kubernetes.io~1enforce',
          '/metadata/labels/pod-security.kubernetes.io~1enforce',
        ],
      },
    ],
  },
});
