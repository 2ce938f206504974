import type { Facts } from '../../model/facts.ts';
import type { Graph } from '../graph/graph.ts';
import { GATEWAY, REFERRING_KINDS } from '../graph/object-references.ts';
import type { Absence } from '../graph/unseen.ts';
import { defineRule, type GraphOffence } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'valid-object-reference',
  title: 'What routes, accounts and external secrets name exists',
  severity: 'warning',
  why: "Nothing refuses an Ingress or Gateway whose certificate does not exist: it answers with the controller's own, which no client trusts. A route of a Gateway that does not exist gets no request, an ExternalSecret of an unknown store never becomes a Secret, and a missing pull secret shows when an image is pulled.",
  fix: "Correct the name, or add the object. A certificate comes from cert-manager's Certificate or annotation, or from an ExternalSecret of the same namespace; the store of secrets and the Gateway of a cluster are its facts capabilities.secretStore and capabilities.routing.",
  upstream: [],
  links: [
    'https://kubernetes.io/docs/concepts/services-networking/ingress/#tls',
    'https://gateway-api.sigs.k8s.io/guides/tls/',
    'https://external-secrets.io/latest/api/externalsecret/',
  ],
  since: '0.1.0',
  *check(graph, { facts }) {
    for (const node of graph.ofKind(...REFERRING_KINDS)) {
      for (const reference of node.objectReferences) {
        const { kind, name, pointer } = reference;
        const own = graph.namespaceOf(node);
        const namespace = kind.startsWith('Cluster') ? '' : (reference.namespace ?? own);
        if (graph.has(kind, namespace, name) || graph.supply.makes(kind, namespace, name)) continue;
        const ofCluster = factOf(facts, kind, namespace);
        if (ofCluster?.name === name && ofCluster.namespace === namespace) continue;
        const absence = absenceOf(graph, kind, namespace, ofCluster !== undefined);
        if (absence === undefined) continue;
        const place = namespace === '' || namespace === own ? name : `${namespace}/${name}`;
        const message = `names ${kind.split('.')[0]} ${place}, which does not exist${absence.note}`;
        yield { object: node.object, pointer, message } satisfies GraphOffence;
      }
    }
  },
  examples: {
    pass: [
      {
        title: 'a certificate of cert-manager, a Secret of an ExternalSecret, and its store',
        yaml: `
          apiVersion: external-secrets.io/v1
          kind: ClusterSecretStore
          metadata: { name: vault }
          spec: { provider: {} }
          ---
          apiVersion: external-secrets.io/v1
          kind: ExternalSecret
          metadata: { name: registry }
          spec:
            secretStoreRef: { kind: ClusterSecretStore, name: vault }
            data: [{ secretKey: .dockerconfigjson, remoteRef: { key: registry } }]
          ---
          apiVersion: v1
          kind: ServiceAccount
          metadata: { name: web }
          imagePullSecrets: [{ name: registry }]
          ---
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata: { name: web, annotations: { cert-manager.io/cluster-issuer: letsencrypt } }
          spec: { tls: [{ hosts: [web.example.com], secretName: web-tls }] }
        `,
      },
      {
        title: 'a route of a Gateway whose namespace is not of this tree',
        yaml: `
          apiVersion: gateway.networking.k8s.io/v1
          kind: HTTPRoute
          metadata: { name: web }
          spec: { parentRefs: [{ name: public, namespace: gateway, sectionName: https }] }
        `,
      },
      {
        title: 'a part of what a cluster runs: the rest may bring Secrets, stores and Gateways',
        complete: false,
        yaml: `
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata: { name: web, namespace: web }
          spec: { tls: [{ hosts: [web.example.com], secretName: web-tls }] }
          ---
          apiVersion: external-secrets.io/v1
          kind: ExternalSecret
          metadata: { name: database, namespace: web }
          spec: { secretStoreRef: { name: vault } }
          ---
          apiVersion: gateway.networking.k8s.io/v1
          kind: HTTPRoute
          metadata: { name: web, namespace: web }
          spec: { parentRefs: [{ name: public }] }
        `,
      },
    ],
    fail: [
      {
        title: 'a certificate and a pull secret that nobody makes',
        yaml: `
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata: { name: web }
          spec: { tls: [{ hosts: [web.example.com], secretName: web-tls }] }
          ---
          apiVersion: v1
          kind: ServiceAccount
          metadata: { name: web }
          imagePullSecrets: [{ name: registry }]
        `,
        at: ['/spec/tls/0/secretName', '/imagePullSecrets/0/name'],
      },
      {
        title: 'a Gateway, its certificate, and the certificates of a backend',
        yaml: `
          apiVersion: gateway.networking.k8s.io/v1
          kind: Gateway
          metadata: { name: public }
          spec:
            gatewayClassName: envoy
            listeners:
              - name: https
                port: 443
                protocol: HTTPS
                tls: { certificateRefs: [{ name: public-tls }, { group: example.com, kind: Certificate, name: other }] }
          ---
          apiVersion: gateway.networking.k8s.io/v1
          kind: HTTPRoute
          metadata: { name: web }
          spec: { parentRefs: [{ name: publik }, { group: '', kind: Service, name: web }] }
          ---
          apiVersion: gateway.networking.k8s.io/v1
          kind: BackendTLSPolicy
          metadata: { name: web }
          spec:
            targetRefs: [{ group: '', kind: Service, name: web }]
            validation: { hostname: web.internal, caCertificateRefs: [{ group: '', kind: ConfigMap, name: web-ca }] }
        `,
        at: [
          '/spec/listeners/0/tls/certificateRefs/0/name',
          '/spec/parentRefs/0/name',
          '/spec/validation/caCertificateRefs/0/name',
        ],
      },
      {
        title: 'stores beside which there are others',
        yaml: `
          apiVersion: external-secrets.io/v1
          kind: ClusterSecretStore
          metadata: { name: vault }
          spec: { provider: {} }
          ---
          apiVersion: external-secrets.io/v1
          kind: SecretStore
          metadata: { name: vault }
          spec: { provider: {} }
          ---
          apiVersion: external-secrets.io/v1
          kind: ExternalSecret
          metadata: { name: database }
          spec:
            secretStoreRef: { name: valt }
            dataFrom: [{ sourceRef: { storeRef: { kind: ClusterSecretStore, name: valt } } }]
          ---
          apiVersion: external-secrets.io/v1alpha1
          kind: PushSecret
          metadata: { name: key }
          spec: { secretStoreRefs: [{ name: valt }] }
        `,
        at: ['/spec/secretStoreRef/name', '/spec/dataFrom/0/sourceRef/storeRef/name', '/spec/secretStoreRefs/0/name'],
      },
      {
        title: 'in a part of what a cluster runs, a store beside others of the namespace',
        complete: false,
        yaml: `
          apiVersion: external-secrets.io/v1
          kind: SecretStore
          metadata: { name: vault, namespace: web }
          spec: { provider: {} }
          ---
          apiVersion: external-secrets.io/v1
          kind: ExternalSecret
          metadata: { name: database, namespace: web }
          spec: { secretStoreRef: { name: valt } }
        `,
        at: ['/spec/secretStoreRef/name'],
      },
    ],
  },
});

/** What a cluster has of a kind by its facts, whoever deploys it; a SecretStore in each namespace. */
function factOf(
  facts: Facts | undefined,
  kind: string,
  namespace: string,
): { readonly namespace: string; readonly name: string } | undefined {
  const { secretStore, routing } = facts?.capabilities ?? {};
  if (kind === GATEWAY) {
    return routing?.kind === 'gateway' ? { namespace: routing.namespace, name: routing.gateway } : undefined;
  }
  return secretStore !== undefined && kind === `${secretStore.kind}.external-secrets.io`
    ? { namespace, name: secretStore.name }
    : undefined;
}

/**
 * Secrets and ConfigMaps come from many a place, and often from a hand: in a part of a tree nothing is said of them.
 * Stores and Gateways come with the cluster: without its facts, one that is missing is one beside others.
 */
function absenceOf(graph: Graph, kind: string, namespace: string, hasFact: boolean): Absence | undefined {
  const made = kind === 'Secret' || kind === 'ConfigMap';
  const hasPeers = graph.ofKind(kind).some((node) => graph.namespaceOf(node) === namespace);
  if (made ? !graph.complete : !hasPeers && !hasFact) return undefined;
  if (!graph.complete) return graph.unseen.bySelector(namespace, hasPeers);
  const absence = graph.unseen.byName(namespace, { made });
  return absence?.note === '' && made ? { note: ', unless a controller makes it' } : absence;
}
