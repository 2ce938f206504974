import { AlertRules, defineStack, PolicyPack, Seal, z } from 'stele';

const grant = z.object({
  resources: z.array(z.string()).min(1).describe('As group/resource; the core group is empty: /services'),
  fields: z.array(z.string()).optional().describe('Fields that it may change, such as spec.selector'),
  remove: z.boolean().optional().describe('Whether it may delete them'),
  scale: z.boolean().optional().describe('Whether it may scale them'),
});

/** The rules and the seal, enforced by the API server: docs/policies.md. */
export const policies = defineStack({
  name: 'policies',
  team: 'platform',
  config: z.object({
    enforce: z.boolean().optional().describe('Whether rules refuse; in staging and production unless said otherwise'),
    systemNamespaces: z
      .array(z.dnsLabel())
      .default(['kube-node-lease', 'kube-public', 'kube-system'])
      .describe("Where rules do not hold: what the cluster's provider runs"),
    debugImages: z
      .array(z.string())
      .default([])
      .describe('Repositories of images that the debug group may add to pods; nobody debugs without'),
    grants: z
      .record(z.string(), z.array(grant))
      .default({})
      .describe("What further controllers may write of Git's, by their names in the fact identities.controllers"),
  }),
  build({ chart, config }) {
    const { enforce, systemNamespaces, debugImages, grants } = config;
    new PolicyPack(chart, 'stele-rules', { enforce, systemNamespaces });
    new Seal(chart, 'stele-seal', { debugImages, grants });
    // on a hub its name begins with the cluster's
    const application = `argocd_app_info{name=~"(.+[.])?${chart.stack}"}`;
    const runbook = 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/';
    new AlertRules(chart, 'policies', {
      alerts: [
        {
          name: 'PoliciesOutOfSync',
          expr: `max by (name) (${application.replace('}', ',sync_status!="Synced"}')}) == 1`,
          for: '5m',
          severity: 'critical',
          summary: 'What the API server enforces is not what Git says (Application {{ $labels.name }})',
          description: 'A policy or its binding was changed or removed, and Argo CD could not heal it.',
          runbook,
        },
        {
          name: 'PoliciesUnmanaged',
          // only the Prometheus of an Argo CD knows
          expr: `absent(${application}) and on() count(argocd_app_info) > 0`,
          for: '15m',
          severity: 'critical',
          summary: 'No Application keeps the policies of this cluster',
          description: 'The Application was removed: nothing heals policies that are changed or removed.',
          runbook,
        },
        {
          name: 'PoliciesApplied',
          expr: `sum by (name) (increase(argocd_app_sync_total{name=~"(.+[.])?${chart.stack}"}[15m])) > 0`,
          for: '0s',
          severity: 'warning',
          summary: 'The policies were applied again (Application {{ $labels.name }})',
          description:
            'Either a commit changed them, or somebody changed or removed one and Argo CD healed it: the audit log says who.',
          runbook,
        },
      ],
    });
  },
});
