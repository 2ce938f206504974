import { at, type Fields, fieldsAt, listAt, textAt } from '../../read.ts';
import { dnsLabel, dnsSubdomain, labelValue, qualifiedName, whole } from '../grammar.ts';
import { quoted, shown } from '../shown.ts';
import { type ConstraintTable, isGiven, isSet, needs, type Report } from './constraint.ts';
import { labelProblems } from './meta.ts';

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go */
export const PODS: ConstraintTable = {
  'core.v1.Pod': {
    whole(value, report) {
      if (!isGiven(value, 'spec')) report([], 'spec is missing', { remedy: 'Add spec.' });
      podProblems(value, ['spec'], report);
    },
  },
  'core.v1.PodSpec': {
    fields: {
      activeDeadlineSeconds: whole(1, 2 ** 31 - 1),
      hostname: dnsLabel,
      subdomain: dnsLabel,
      nodeName: dnsSubdomain,
      priorityClassName: dnsSubdomain,
      runtimeClassName: dnsSubdomain,
      serviceAccountName: dnsSubdomain,
    },
    whole(value, report) {
      labelProblems(fieldsAt(value, 'nodeSelector'), ['nodeSelector'], report);
      containerNames(value, report);
      volumeNames(value, report);
      initContainers(value, report);
      spread(value, report);
      if (at(value, 'hostNetwork') === true) hostPorts(value, report);
      if (at(value, 'dnsPolicy') === 'None' && !isSet(fieldsAt(value, 'dnsConfig'), 'nameservers')) {
        report(['dnsPolicy'], 'dnsPolicy None needs nameservers in dnsConfig');
      }
      for (const [index, secret] of listAt(value, 'imagePullSecrets').entries()) {
        if (textAt(secret, 'name') === '')
          report(['imagePullSecrets', index], `imagePullSecrets[${index}] has no name`);
      }
    },
  },
  'core.v1.PodSecurityContext': {
    fields: {
      fsGroup: whole(0, 2 ** 31 - 1),
      runAsUser: whole(0, 2 ** 31 - 1),
      runAsGroup: whole(0, 2 ** 31 - 1),
    },
    whole(value, report) {
      for (const [index, group] of listAt(value, 'supplementalGroups').entries()) {
        const must = whole(0, 2 ** 31 - 1)(group);
        if (must !== undefined)
          report(['supplementalGroups', index], `supplementalGroups[${index}] ${must}, and is ${shown(group)}`);
      }
    },
  },
  'core.v1.Toleration': { fields: { key: qualifiedName }, whole: tolerationProblems },
  'core.v1.TopologySpreadConstraint': {
    fields: { maxSkew: whole(1), minDomains: whole(1) },
    whole(value, report) {
      needs('maxSkew')(value, report, '');
      const when = textAt(value, 'whenUnsatisfiable');
      if (isGiven(value, 'minDomains') && when !== 'DoNotSchedule') {
        report(['minDomains'], 'minDomains must only be set where whenUnsatisfiable is DoNotSchedule');
      }
    },
  },
  'core.v1.PodAffinityTerm': { fields: { topologyKey: qualifiedName } },
  'core.v1.WeightedPodAffinityTerm': { fields: { weight: whole(1, 100) }, whole: needs('weight', 'podAffinityTerm') },
  'core.v1.PreferredSchedulingTerm': { fields: { weight: whole(1, 100) }, whole: needs('weight') },
};

/**
 * What the spec of a pod or a template must be where it stands.
 *
 * @param claims - names of volumes that the pods get beside those of the spec
 */
export function podProblems(
  owner: Fields,
  path: readonly string[],
  report: Report,
  claims: readonly unknown[] = [],
): void {
  const spec = fieldsAt(owner, ...path);
  const volumes = new Set([...listAt(spec, 'volumes').map((volume) => at(volume, 'name')), ...claims]);
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const [index, container] of listAt(spec, list).entries()) {
      for (const mounts of ['volumeMounts', 'volumeDevices']) {
        for (const [place, mount] of listAt(container, mounts).entries()) {
          const name = textAt(mount, 'name');
          if (name === undefined || name === '' || volumes.has(name)) continue;
          report([...path, list, index, mounts, place, 'name'], `there is no volume ${quoted(name)} to mount`, {
            remedy: `Add it to volumes, or name one that is there: ${[...volumes].join(', ') || 'there are none'}.`,
          });
        }
      }
    }
  }
}

function containerNames(spec: Fields, report: Report): void {
  const seen = new Set<string>();
  // as the API server reports them: of two with one name the init container is the wrong one
  for (const list of ['containers', 'initContainers', 'ephemeralContainers']) {
    for (const [index, container] of listAt(spec, list).entries()) {
      const name = textAt(container, 'name');
      if (name === undefined || name === '') continue;
      if (seen.has(name)) report([list, index, 'name'], `two containers have the name ${quoted(name)}`);
      seen.add(name);
    }
  }
}

function volumeNames(spec: Fields, report: Report): void {
  const seen = new Set<string>();
  for (const [index, volume] of listAt(spec, 'volumes').entries()) {
    const name = textAt(volume, 'name');
    if (name === undefined || name === '') continue;
    if (seen.has(name)) report(['volumes', index, 'name'], `two volumes have the name ${quoted(name)}`);
    seen.add(name);
  }
}

/** Only a sidecar lives long enough for probes. */
function initContainers(spec: Fields, report: Report): void {
  for (const [index, container] of listAt(spec, 'initContainers').entries()) {
    if (at(container, 'restartPolicy') === 'Always') continue;
    for (const name of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']) {
      const found = at(container, name);
      if (found === undefined || found === null) continue;
      report(['initContainers', index, name], `${name} must not be set for an init container that is no sidecar`, {
        remedy: 'Remove it, or make the container a sidecar: restartPolicy: Always.',
      });
    }
  }
}

function spread(spec: Fields, report: Report): void {
  const seen = new Set<string>();
  for (const [index, constraint] of listAt(spec, 'topologySpreadConstraints').entries()) {
    const key = `${textAt(constraint, 'topologyKey')} ${textAt(constraint, 'whenUnsatisfiable')}`;
    if (seen.has(key)) {
      report(['topologySpreadConstraints', index], 'two constraints have the same topologyKey and whenUnsatisfiable');
    }
    seen.add(key);
  }
}

/** In the host's network a port of the host can only be the container's own. */
function hostPorts(spec: Fields, report: Report): void {
  for (const list of ['containers', 'initContainers']) {
    for (const [index, container] of listAt(spec, list).entries()) {
      for (const [place, one] of listAt(container, 'ports').entries()) {
        const [host, own] = [at(one, 'hostPort'), at(one, 'containerPort')];
        if (typeof host !== 'number' || host === 0 || host === own) continue;
        report(
          [list, index, 'ports', place, 'hostPort'],
          'hostPort must equal containerPort in the network of the host',
        );
      }
    }
  }
}

function tolerationProblems(value: Fields, report: Report): void {
  const operator = textAt(value, 'operator') ?? '';
  if (!isSet(value, 'key') && operator !== 'Exists') {
    report([], 'operator must be Exists where there is no key');
  }
  if (operator === 'Exists' && isSet(value, 'value'))
    report(['value'], 'value must not be set where the operator is Exists');
  if (operator === '' || operator === 'Equal') {
    const must = labelValue(at(value, 'value'));
    if (must !== undefined) report(['value'], `value ${must}`);
  }
  if (isGiven(value, 'tolerationSeconds') && textAt(value, 'effect') !== 'NoExecute') {
    report(['tolerationSeconds'], 'tolerationSeconds must only be set where the effect is NoExecute');
  }
}
