import { expect, test } from '@jest/globals';
import type { Rule } from '../../../policies/rule.ts';
import networkPolicy from '../../../policies/rules/require-network-policy.ts';
import configReference from '../../../policies/rules/valid-config-reference.ts';
import serviceAccount from '../../../policies/rules/valid-service-account.ts';
import serviceSelector from '../../../policies/rules/valid-service-selector.ts';
import { violationsOf } from '../support/rule-examples.ts';

const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: web }\n---\n';
const POD = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: web, labels: { app: web } }
spec:
  serviceAccountName: web
  containers: [{ name: web }]
  volumes: [{ name: key, secret: { secretName: key } }]
---
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: web, namespace: web }
spec: { selector: { app: website } }
---
`;
const UPSTREAM = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: upstream, namespace: argocd }
spec:
  source: { repoURL: https://git.example.org/chart.git, path: manifests }
  destination: { server: https://kubernetes.default.svc, namespace: web }
---
`;
const OPERATED = `apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: main, namespace: web }
---
`;

/** Severity and message of what a rule finds. */
function found(rule: Rule, yaml: string, complete = true): string[] {
  return violationsOf(rule, { title: '', yaml: yaml.replace(/---\n$/, ''), complete }).map(
    ({ severity, message }) => `${severity}: ${message}`,
  );
}

test('what is missing in a complete tree is an error', () => {
  expect(found(serviceAccount, NAMESPACE + POD)).toEqual(['error: ServiceAccount web does not exist']);
});

test('a namespace that another Application fills may have what is missing by name', () => {
  expect(found(serviceAccount, NAMESPACE + POD + UPSTREAM)).toEqual([
    'warning: ServiceAccount web does not exist, unless Application upstream brings it from its own source',
  ]);
});

test('a namespace that another Application fills may have what is not selected', () => {
  expect(found(serviceSelector, NAMESPACE + POD + SERVICE + UPSTREAM)).toEqual([
    'warning: selects no pod (app=website), unless Application upstream brings it from its own source',
  ]);
});

test('where another Application brings all the pods, nothing is said of what is not selected', () => {
  expect(found(serviceSelector, NAMESPACE + SERVICE + UPSTREAM)).toEqual([]);
});

test('an operator may make a Secret', () => {
  expect(found(configReference, NAMESPACE + POD + OPERATED)).toEqual([
    'warning: Secret key does not exist, unless the controller of Cluster main makes it',
  ]);
});

test('of part of a cluster, what is missing by name may come from elsewhere', () => {
  expect(found(configReference, POD, false)).toEqual([
    'warning: Secret key does not exist here: something else must bring it',
  ]);
});

test('of part of a cluster, a Service among other pods is a warning', () => {
  expect(found(serviceSelector, POD + SERVICE, false)).toEqual([
    'warning: selects no pod (app=website) among these objects',
  ]);
});

test('of part of a cluster, the policies may be elsewhere', () => {
  expect(found(networkPolicy, POD, false)).toEqual([
    'warning: no NetworkPolicy selects its pods for Ingress and Egress',
  ]);
});

test('a namespace that is not in the tree is the finding of valid-namespace alone', () => {
  expect(found(serviceAccount, POD)).toEqual([]);
});

test('a subject that names the namespace which the rest leaves out is of the same release', () => {
  const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web }\n';
  expect(found(serviceAccount, POD + account, false)).toEqual([]);
});
