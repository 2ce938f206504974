// what looks at any YAML: it loads no construct, and so starts in a fraction of the time
export { checkForeign } from './check-foreign.ts';
export { readPaths } from './foreign/read-paths.ts';
export { loadRulesNear } from './load-rules-near.ts';
export { kubernetesVersions } from './schema-catalogs.ts';
export { upstreamFamilies } from './upstream-checks.ts';
