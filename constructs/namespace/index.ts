export { NamespaceLimits, type NamespaceLimitsProps } from './namespace-limits.ts';
export { NamespaceQuota, type NamespaceQuotaProps } from './namespace-quota.ts';
export { StackNamespace } from './stack-namespace.ts';
export { TeamAccess, type TeamAccessProps } from './team-access.ts';
