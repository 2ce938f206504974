import type { ClusterInput } from './cluster.ts';
import type { EnvironmentDefinition } from './environment.ts';
import type { Problem } from './errors.ts';
import { clusterFactsSchema, type Facts } from './facts.ts';
import { issueProblems } from './issues.ts';
import { merge } from './merge.ts';
import { dnsLabelProblem } from './names.ts';
import type { ClusterModel } from './resolved.ts';
import { deepFreeze } from './values.ts';

/** Parses the clusters of an environment, in the order of their names. What is wrong goes to `problems`. */
export function resolveClusters(definition: EnvironmentDefinition, file: string, problems: Problem[]): ClusterModel[] {
  const seen = new Set<string>();
  const clusters: ClusterModel[] = [];
  for (const { name, input } of definition.clusters) {
    const labelled = dnsLabelProblem(file, 'cluster name', name);
    if (labelled !== undefined) problems.push(labelled);
    else if (!/^[a-z]/.test(name))
      problems.push({ subject: file, message: `cluster name "${name}" does not begin with a letter; put one first` });
    if (/^ring-\d+$/.test(name)) {
      problems.push({
        subject: file,
        message: `cluster name "${name}" reads as a ring in <env>/<ring-n or cluster>; name it otherwise`,
      });
    }
    if (seen.has(name))
      problems.push({ subject: file, message: `two clusters are named "${name}"; give each a name of its own` });
    seen.add(name);
    const facts = parseFacts(`${file}: ${name}`, input, problems);
    if (facts === undefined) continue;
    clusters.push({
      name,
      environment: definition.name,
      ring: facts.ring,
      facts: deepFreeze({ ...facts, name, environment: definition.name, tier: definition.tier }),
    });
  }
  return clusters.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function parseFacts(subject: string, input: ClusterInput, problems: Problem[]) {
  const { preset, ...own } = input;
  const raw = merge(preset ?? {}, own);
  const result = clusterFactsSchema.safeParse(raw);
  if (result.success) return withPolicyEngine(result.data);
  problems.push(...issueProblems(subject, clusterFactsSchema, raw, result.error));
  return undefined;
}

/** https://kubernetes.io/blog/2024/04/24/validating-admission-policy-ga/ */
const FIRST_MINOR_WITH_POLICIES = 30;

function withPolicyEngine<F extends Pick<Facts, 'kubernetes' | 'capabilities'>>(facts: F): F {
  const { kubernetes, capabilities } = facts;
  if (capabilities.policyEngine !== undefined || Number(kubernetes.split('.')[1]) < FIRST_MINOR_WITH_POLICIES)
    return facts;
  return { ...facts, capabilities: { ...capabilities, policyEngine: 'validating-admission-policy' } };
}
