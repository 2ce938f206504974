import { amountOf } from '../../../model/quantity.ts';
import { at, type Fields, fieldsAt, listAt, textAt } from '../../read.ts';
import {
  configKey,
  descendingPath,
  dnsLabel,
  type Grammar,
  headerName,
  isQualifiedName,
  oneOf,
  port,
  portName,
  portOrName,
  variableName,
  whole,
} from '../grammar.ts';
import { quoted } from '../shown.ts';
import { all, type ConstraintTable, isGiven, isSet, needs, type Report } from './constraint.ts';

const notNegative = whole(0);
const portOrNone: Grammar = whole(0, 65535);

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go */
export const CONTAINERS: ConstraintTable = {
  'core.v1.Container': {
    fields: { name: dnsLabel },
    whole: all(needs('image'), (value, report) => {
      uniqueMountPaths(value, report);
      if (isGiven(value, 'startupProbe')) oneSuccess(value, 'startupProbe', report);
      if (isGiven(value, 'livenessProbe')) oneSuccess(value, 'livenessProbe', report);
      if (isSet(fieldsAt(value, 'readinessProbe'), 'terminationGracePeriodSeconds')) {
        report(
          ['readinessProbe', 'terminationGracePeriodSeconds'],
          'terminationGracePeriodSeconds must not be set for a readiness probe',
        );
      }
    }),
  },
  'core.v1.ContainerPort': {
    fields: { containerPort: port, hostPort: portOrNone, name: portName },
    whole: needs('containerPort'),
  },
  'core.v1.EnvVar': {
    fields: { name: variableName },
    whole(value, report) {
      if (!isGiven(value, 'valueFrom')) return;
      if (isSet(value, 'value')) report(['valueFrom'], 'valueFrom must not be set beside value');
      const path = textAt(value, 'valueFrom', 'fieldRef', 'fieldPath') ?? '';
      if (path !== '' && !FIELD_PATHS.test(path)) {
        report(['valueFrom', 'fieldRef', 'fieldPath'], `fieldPath ${quoted(path)} is none that a variable can have`, {
          remedy:
            "Write metadata.name, metadata.namespace, metadata.uid, metadata.labels['…'], metadata.annotations['…'], spec.nodeName, spec.serviceAccountName, status.hostIP(s) or status.podIP(s).",
        });
      }
      const sources = fieldsAt(value, 'valueFrom');
      const count = Object.keys(sources).filter((name) => isGiven(sources, name)).length;
      if (count !== 1) report(['valueFrom'], `valueFrom must have one source, and has ${count}`);
    },
  },
  'core.v1.ConfigMapKeySelector': { fields: { key: configKey } },
  'core.v1.SecretKeySelector': { fields: { key: configKey } },
  'core.v1.ContainerResizePolicy': {
    fields: { resourceName: oneOf('cpu', 'memory'), restartPolicy: oneOf('NotRequired', 'RestartContainer') },
  },
  'core.v1.EnvFromSource': {
    fields: { prefix: variableName },
    whole(value, report) {
      const count = ['configMapRef', 'secretRef'].filter((name) => isGiven(value, name)).length;
      if (count !== 1) report([], `an item of envFrom must have configMapRef or secretRef, and has ${count} of them`);
    },
  },
  'core.v1.VolumeMount': {
    fields: { subPath: descendingPath, subPathExpr: descendingPath },
    whole(value, report) {
      if (isSet(value, 'subPath') && isSet(value, 'subPathExpr')) {
        report(['subPathExpr'], 'subPathExpr must not be set beside subPath');
      }
    },
  },
  'core.v1.Probe': {
    fields: {
      initialDelaySeconds: notNegative,
      timeoutSeconds: notNegative,
      periodSeconds: notNegative,
      successThreshold: notNegative,
      failureThreshold: notNegative,
      terminationGracePeriodSeconds: whole(1),
    },
    whole: oneHandler(['exec', 'httpGet', 'tcpSocket', 'grpc']),
  },
  'core.v1.LifecycleHandler': { whole: oneHandler(['exec', 'httpGet', 'tcpSocket', 'sleep']) },
  'core.v1.ExecAction': { whole: needsItems('command') },
  'core.v1.HTTPGetAction': { fields: { port: portOrName }, whole: needs('port') },
  'core.v1.HTTPHeader': { fields: { name: headerName } },
  'core.v1.TCPSocketAction': { fields: { port: portOrName }, whole: needs('port') },
  'core.v1.GRPCAction': { fields: { port }, whole: needs('port') },
  'core.v1.ResourceRequirements': { whole: resourceProblems },
  'core.v1.SecurityContext': {
    fields: { runAsUser: whole(0, 2 ** 31 - 1), runAsGroup: whole(0, 2 ** 31 - 1) },
    whole(value, report) {
      if (at(value, 'allowPrivilegeEscalation') !== false) return;
      const denied = 'while allowPrivilegeEscalation is false';
      if (at(value, 'privileged') === true) report(['privileged'], `privileged must not be true ${denied}`);
      const index = listAt(value, 'capabilities', 'add').indexOf('CAP_SYS_ADMIN');
      if (index >= 0) report(['capabilities', 'add', index], `CAP_SYS_ADMIN must not be added ${denied}`);
    },
  },
  'core.v1.SeccompProfile': { whole: localProfile },
  'core.v1.AppArmorProfile': { whole: localProfile },
};

/** https://kubernetes.io/docs/concepts/workloads/pods/downward-api/#available-fields */
const FIELD_PATHS =
  /^(?:metadata\.(?:name|namespace|uid|(?:labels|annotations)\['[^']*'\])|spec\.(?:nodeName|serviceAccountName|host)|status\.(?:hostIPs?|podIPs?))$/;

/** Resources that need no domain. */
const STANDARD = ['cpu', 'memory', 'ephemeral-storage'];

function resourceProblems(value: Fields, report: Report): void {
  const limits = fieldsAt(value, 'limits');
  const requests = fieldsAt(value, 'requests');
  for (const [list, amounts] of [
    ['limits', limits],
    ['requests', requests],
  ] as const) {
    for (const name of Object.keys(amounts)) {
      if (!isResource(name)) {
        report([list, name], `${list} has ${quoted(name)}, which is no resource of containers`, {
          remedy: `Write ${STANDARD.join(', ')}, hugepages-…, or a name with its domain such as example.com/gpu.`,
        });
      }
      if ((amount(amounts[name]) ?? 0) < 0) report([list, name], `${name} must not be negative`);
    }
  }
  for (const name of Object.keys(requests)) {
    const [request, limit] = [amount(requests[name]), Object.hasOwn(limits, name) ? amount(limits[name]) : undefined];
    const mustEqual = name.startsWith('hugepages-') || name.includes('/');
    if (request === undefined) continue;
    if (limit === undefined) {
      if (mustEqual && !Object.hasOwn(limits, name))
        report(['requests', name], `the request of ${name} needs a limit that is equal`);
    } else if (mustEqual ? request !== limit : request > limit) {
      report(
        ['requests', name],
        `the request of ${name} must ${mustEqual ? 'equal' : 'not exceed'} its limit ${String(limits[name])}, and is ${String(requests[name])}`,
      );
    }
  }
}

function isResource(name: string): boolean {
  if (name.includes('/')) return isQualifiedName(name) && isQualifiedName(`requests.${name}`);
  return STANDARD.includes(name) || name.startsWith('hugepages-');
}

function amount(quantity: unknown): number | undefined {
  if (typeof quantity === 'number') return amountOf(quantity);
  return typeof quantity === 'string' ? amountOf(quantity.trim()) : undefined;
}

function oneHandler(names: readonly string[]) {
  return (value: Fields, report: Report) => {
    const found = names.filter((name) => isGiven(value, name));
    if (found.length === 1) return;
    const what = found.length === 0 ? 'has none' : `has ${found.join(' and ')}`;
    report(found.slice(1, 2), `it must have one of ${names.join(', ')}, and ${what}`);
  };
}

function needsItems(name: string) {
  return (value: Fields, report: Report) => {
    if (!isSet(value, name)) report([], `${name} is missing`, { remedy: `Add ${name}.` });
  };
}

function localProfile(value: Fields, report: Report): void {
  const type = textAt(value, 'type');
  if (type === 'Localhost' && !isSet(value, 'localhostProfile')) {
    report([], 'localhostProfile is missing, which the type Localhost needs');
  } else if (type !== undefined && type !== 'Localhost' && isGiven(value, 'localhostProfile')) {
    report(['localhostProfile'], 'localhostProfile must only be set where the type is Localhost');
  }
}

function oneSuccess(value: Fields, probe: string, report: Report): void {
  const threshold = at(value, probe, 'successThreshold');
  if (typeof threshold === 'number' && threshold !== 0 && threshold !== 1) {
    report([probe, 'successThreshold'], `successThreshold must be 1 for a ${probe}, and is ${threshold}`);
  }
}

function uniqueMountPaths(value: Fields, report: Report): void {
  const seen = new Set<string>();
  for (const [index, mount] of listAt(value, 'volumeMounts').entries()) {
    const path = textAt(mount, 'mountPath');
    if (path === undefined || path === '') continue;
    if (seen.has(path)) report(['volumeMounts', index, 'mountPath'], `two volumes are mounted at ${quoted(path)}`);
    seen.add(path);
  }
}
