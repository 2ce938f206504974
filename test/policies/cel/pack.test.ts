import { describe, expect, test } from '@jest/globals';
import { ownRules } from '../../../pipeline/check/rules.ts';
import { BUILT_IN_CONTROLLERS, policyPack } from '../../../policies/cel/pack.ts';
import type { PackedPolicy, WaiverIdentities } from '../../../policies/cel/packed-policy.ts';
import { applyRules } from '../../../policies/settings.ts';

const rules = await ownRules();
const ARGO_CD = 'system:serviceaccount:argocd:argocd-application-controller';
const identities: WaiverIdentities = { argocd: ARGO_CD, controllers: BUILT_IN_CONTROLLERS };

function packOf(settings = {}, who: WaiverIdentities = identities): PackedPolicy[] {
  return policyPack(applyRules(rules, { settings }, 'production'), who);
}

function policyOf(pack: readonly PackedPolicy[], scope: string, severity: string): PackedPolicy {
  const found = pack.find((one) => one.scope === scope && one.severity === severity);
  if (found === undefined) throw new Error(`no policy for ${scope} with ${severity}`);
  return found;
}

function variable({ spec }: PackedPolicy, name: string): string | undefined {
  return spec.variables.find((one) => one.name === name)?.expression;
}

describe('a pack', () => {
  test('has one policy for each scope and severity, and every admission rule of the tier once', () => {
    const pack = packOf({ 'valid-image-registry': { parameters: { registries: ['ghcr.io'] } } });
    expect(pack.map(({ scope, severity }) => `${scope} ${severity}`)).toEqual([
      'pods error',
      'pods warning',
      'services error',
      'waivers error',
    ]);
    const admission = rules.filter(({ kind }) => kind === 'admission').map(({ id }) => id);
    expect(pack.flatMap((one) => one.rules).sort()).toEqual([...admission, 'valid-waiver'].sort());
  });

  test('leaves out what is switched off, what is advice, and what forbids nothing', () => {
    const pack = packOf({ 'no-privileged': { severity: 'off' }, 'no-host-path': { severity: 'advice' } });
    const packed = pack.flatMap((one) => one.rules);
    expect(packed).not.toContain('no-privileged');
    expect(packed).not.toContain('no-host-path');
    expect(packed).not.toContain('valid-image-registry');
  });

  test('is empty without rules', () => {
    expect(policyPack([], identities)).toEqual([]);
  });

  test('is made of names that the API server takes, each defined before it is used', () => {
    for (const { spec } of packOf()) {
      const defined = new Set<string>();
      for (const { name, expression } of spec.variables) {
        expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
        expect(defined).not.toContain(name);
        for (const [, used] of expression.matchAll(/variables\.(\w+)/g)) expect(defined).toContain(used);
        defined.add(name);
      }
      for (const { expression } of spec.validations) {
        for (const [, used] of expression.matchAll(/variables\.(\w+)/g)) expect(defined).toContain(used);
      }
    }
  });
});

describe('the policy over pods', () => {
  const pods = policyOf(packOf(), 'pods', 'error');

  test('matches everything with a pod template, ephemeral containers, and other resources of a pod', () => {
    expect(
      pods.spec.matchConstraints.resourceRules.flatMap(({ apiGroups, resources }) =>
        resources.map((resource) => `${apiGroups[0]}/${resource}`),
      ),
    ).toEqual([
      '/pods',
      '/pods/ephemeralcontainers',
      '/pods/resize',
      '/podtemplates',
      '/replicationcontrollers',
      'apps/daemonsets',
      'apps/deployments',
      'apps/replicasets',
      'apps/statefulsets',
      'batch/cronjobs',
      'batch/jobs',
      'argoproj.io/rollouts',
      'keda.sh/scaledjobs',
    ]);
  });

  test('skips objects on their way out', () => {
    expect(pods.spec.matchConditions).toContainEqual({
      name: 'not-being-deleted',
      expression: '!has(object.metadata.deletionTimestamp)',
    });
  });

  test('lists the names of offenders of each rule', () => {
    expect(variable(pods, 'no_privileged')).toBe(
      'variables.containers.filter(it, !(!it.?securityContext.?privileged.orValue(false))).map(it, it.name)',
    );
    expect(variable(pods, 'no_host_process')).toBe(
      'variables.podAndContainers.filter(it, !(!it.?securityContext.?windowsOptions.?hostProcess.orValue(false)))' +
        ".map(it, it.?name.orValue('pod'))",
    );
    expect(variable(pods, 'require_read_only_root')).toBe(
      'variables.mainContainers.filter(it, (!variables.isWindows) && ' +
        '!(it.?securityContext.?readOnlyRootFilesystem.orValue(false))).map(it, it.name)',
    );
  });

  test('judges the pod as a whole when it is made, not when an ephemeral container is added', () => {
    expect(variable(pods, 'no_host_namespaces')).toMatch(/^!variables\.addsEphemeral && \(.*\) \? \['pod'\] : \[\]$/);
  });

  test('judges the containers that get other resources by what rules say of resources', () => {
    expect(variable(pods, 'mainContainers')).toContain(
      'variables.resizes ? (variables.podSpec.?containers.orValue([]) + variables.podSpec.?initContainers.orValue([])).filter(it, !(it in (',
    );
    expect(variable(pods, 'found')).toMatch(
      / && \(!variables\.resizes \|\| found\[0\] in \["require-memory-limit", "require-requests"\]\)\)$/,
    );
  });

  test('names every violation in one message, which is cut before the API server drops it', () => {
    expect(variable(pods, 'found')).toContain(
      '["no-privileged", variables.no_privileged.join(\', \'), "must not run privileged"]',
    );
    expect(variable(pods, 'message')).toBe("variables.violations.join('; ')");
    expect(pods.spec.validations).toEqual([
      {
        expression: 'variables.unchanged || size(variables.violations) == 0',
        messageExpression:
          "size(variables.message) > 4000 ? variables.message.substring(0, 3996) + ' ...' : variables.message",
        message: 'breaks rules of the platform, more than a message can name: check it with stele check',
        reason: 'Forbidden',
      },
    ]);
  });

  test('lets through updates of objects that leave pod and annotations of the template as they were', () => {
    expect(variable(pods, 'unchanged')).toBe(
      "request.operation == 'UPDATE' && variables.oldTemplate.spec == variables.podSpec && (object.kind == 'Pod' || " +
        'variables.oldTemplate.?metadata.?annotations.orValue({}) == variables.annotations)',
    );
  });

  test('says in the audit log which rules were waived', () => {
    expect(pods.spec.auditAnnotations?.map(({ key }) => key)).toEqual(['waived']);
  });
});

describe('the policy over waivers', () => {
  const policy = policyOf(packOf(), 'waivers', 'error');

  test('matches what operators make pods of without a template that is judged', () => {
    expect(
      policy.spec.matchConstraints.resourceRules.flatMap(({ apiGroups, resources, scope }) =>
        resources.map((resource) => `${apiGroups[0]}/${resource} ${scope}`),
      ),
    ).toEqual([
      'monitoring.coreos.com/alertmanagers Namespaced',
      'monitoring.coreos.com/prometheuses Namespaced',
      'monitoring.coreos.com/prometheusagents Namespaced',
      'monitoring.coreos.com/thanosrulers Namespaced',
      'argoproj.io/analysisruns *',
      'argoproj.io/analysistemplates *',
      'argoproj.io/clusteranalysistemplates *',
      'argoproj.io/experiments *',
    ]);
  });

  test('lets Argo CD write them, controllers hand them on, and others leave them as they are', () => {
    expect(policy.spec.validations.map(({ expression }) => expression)).toEqual([
      `variables.waivers == '' || request.userInfo.username == "${ARGO_CD}" || variables.isGiven || variables.unchanged`,
    ]);
  });

  test('is not there where nobody’s waivers count', () => {
    expect(packOf({}, { controllers: BUILT_IN_CONTROLLERS }).map(({ scope }) => scope)).not.toContain('waivers');
  });
});

describe('a waiver counts', () => {
  test('on what Argo CD writes, and on what a built-in controller makes of a template', () => {
    expect(variable(policyOf(packOf(), 'pods', 'error'), 'waivers')).toBe(
      `request.userInfo.username == "${ARGO_CD}" ? dyn(object).metadata.?annotations.orValue({}) : ` +
        `(request.userInfo.username in [${BUILT_IN_CONTROLLERS.map((name) => `"${name}"`).join(', ')}] && ` +
        'dyn(object).metadata.?ownerReferences.orValue([]).exists(owner, owner.?controller.orValue(false)) ' +
        '? variables.annotations : {})',
    );
  });

  test('on Services when Argo CD writes them', () => {
    expect(variable(policyOf(packOf(), 'services', 'error'), 'waivers')).toBe(
      `request.userInfo.username == "${ARGO_CD}" ? dyn(object).metadata.?annotations.orValue({}) : ({})`,
    );
  });

  test('nowhere in a cluster that does not say who Argo CD is', () => {
    const pack = packOf({}, { controllers: BUILT_IN_CONTROLLERS });
    expect(variable(policyOf(pack, 'pods', 'error'), 'waivers')).toBe('{}');
  });
});
