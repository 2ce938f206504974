import * as z from '../../model/z.ts';
import { at, fieldsAt, listAt, textAt } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'require-ingress-tls',
  title: 'Each host of an Ingress has TLS',
  severity: 'error',
  why: 'A host without TLS sends cookies, tokens and pages in the clear: everybody on the way can read and change them.',
  fix: 'Name each host of spec.rules in spec.tls (a wildcard takes one label); the certificate comes from cert-manager, or is the default one of the controller. Where a certificate comes by an annotation of the cloud, name that in the parameter annotations.',
  upstream: ['C-0263', 'kyverno: require-ingress-https', 'kyverno: ingress-host-match-tls'],
  links: ['https://kubernetes.io/docs/concepts/services-networking/ingress/#tls'],
  since: '0.1.0',
  parameters: z.object({
    annotations: z
      .array(z.string())
      .default([
        'alb.ingress.kubernetes.io/certificate-arn',
        'ingress.gcp.kubernetes.io/pre-shared-cert',
        'networking.gke.io/managed-certificates',
        'route.openshift.io/termination',
      ])
      .describe('Annotations of an Ingress that bring a certificate'),
  }),
  looksAt: ['Ingress'],
  check(ingress, { parameters }) {
    const annotations = fieldsAt(ingress, 'metadata', 'annotations');
    if (parameters.annotations.some((name) => at(annotations, name) !== undefined)) return [];
    const tls = listAt(ingress, 'spec', 'tls');
    if (tls.length === 0) return [{ pointer: '/spec/tls', message: 'has no TLS' }];
    const secured = tls.map((entry) => listAt(entry, 'hosts'));
    // an entry without hosts is for all that the controller has
    if (secured.some((hosts) => hosts.length === 0)) return [];
    return listAt(ingress, 'spec', 'rules').flatMap((rule, index) => {
      const host = textAt(rule, 'host') ?? '';
      if (host === '' || secured.flat().some((one) => typeof one === 'string' && covers(one, host))) return [];
      return [{ pointer: `/spec/rules/${index}/host`, message: `host ${host} has no TLS` }];
    });
  },
  examples: {
    pass: [
      {
        title: 'a host and a wildcard',
        yaml: `
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata: { name: web }
          spec:
            tls:
              - { hosts: [example.com, '*.example.com'], secretName: web-tls }
            rules:
              - { host: example.com }
              - { host: shop.example.com }
        `,
      },
      {
        title: "the controller's own certificate, and one of the cloud",
        yaml: `
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata: { name: web }
          spec:
            tls: [{}]
            rules:
              - { host: example.com }
          ---
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata:
            name: shop
            annotations: { alb.ingress.kubernetes.io/certificate-arn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1' }
          spec:
            rules:
              - { host: shop.example.com }
        `,
      },
    ],
    fail: [
      {
        title: 'none at all',
        yaml: `
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata: { name: web }
          spec:
            rules:
              - { host: example.com }
        `,
        at: ['/spec/tls'],
      },
      {
        title: 'one host forgotten, and one too deep for the wildcard',
        yaml: `
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata: { name: web }
          spec:
            tls:
              - { hosts: ['*.example.com'], secretName: web-tls }
            rules:
              - { host: shop.example.com }
              - { host: example.com }
              - { host: eu.shop.example.com }
        `,
        at: ['/spec/rules/1/host', '/spec/rules/2/host'],
      },
    ],
  },
});

function covers(certificate: string, host: string): boolean {
  if (certificate === host) return true;
  return certificate.startsWith('*.') && host.slice(host.indexOf('.')) === certificate.slice(1);
}
