import { at, type Fields, fieldsAt, listAt, textAt } from '../../read.ts';
import { dnsLabel, dnsLabel1035, dnsSubdomain, port, portName, portOrName, qualifiedName, whole } from '../grammar.ts';
import { quoted } from '../shown.ts';
import { compareVersions } from '../versions.ts';
import { all, type ConstraintTable, isGiven, isSet, needs, type Report } from './constraint.ts';
import { labelProblems } from './meta.ts';

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go */
export const SERVICES: ConstraintTable = {
  'core.v1.Service': { whole: (value, report) => typeProblems(fieldsAt(value, 'spec'), report) },
  'core.v1.ServiceSpec': {
    whole(value, report) {
      labelProblems(fieldsAt(value, 'selector'), ['selector'], report);
      portProblems(listAt(value, 'ports'), report);
    },
  },
  'core.v1.ServicePort': {
    fields: {
      port,
      targetPort: (value) => (value === 0 ? undefined : portOrName(value)),
      name: dnsLabel,
      appProtocol: qualifiedName,
    },
    whole: needs('port'),
  },
  'core.v1.ClientIPConfig': { fields: { timeoutSeconds: whole(1, 86400) } },
  'networking.v1.IngressClass': {
    whole(value, report) {
      const controller = textAt(value, 'spec', 'controller') ?? '';
      if (controller === '') report([], 'spec.controller is missing', { remedy: 'Add spec: {controller: …}.' });
      else if (!/^[^/]+\/.+$/.test(controller) || dnsSubdomain(controller.replace(/\/.*$/s, '')) !== undefined) {
        report(['spec', 'controller'], `controller must be a DNS name, "/" and a path, and is ${quoted(controller)}`);
      }
    },
  },
  'networking.v1.Ingress': {
    whole(value, report) {
      const spec = fieldsAt(value, 'spec');
      if (!isSet(spec, 'rules') && !isGiven(spec, 'defaultBackend'))
        report(['spec'], 'spec must have rules or a defaultBackend');
    },
  },
  'networking.v1.IngressSpec': { fields: { ingressClassName: dnsSubdomain } },
  'networking.v1.IngressRule': { fields: { host: ingressHost } },
  'networking.v1.IngressTLS': {
    fields: { secretName: dnsSubdomain },
    whole(value, report) {
      for (const [index, host] of listAt(value, 'hosts').entries()) {
        const must = ingressHost(host);
        if (must !== undefined && typeof host === 'string')
          report(['hosts', index], `hosts[${index}] ${must}, and is ${quoted(host)}`);
      }
    },
  },
  'networking.v1.HTTPIngressPath': {
    whole: all(needs('backend'), (value, report) => {
      const [type, path] = [textAt(value, 'pathType'), textAt(value, 'path') ?? ''];
      const needsPath = type === 'Exact' || type === 'Prefix';
      if (path.startsWith('/') ? false : needsPath || path !== '') {
        report(path === '' ? [] : ['path'], `path must begin with "/", and is ${quoted(path)}`);
      } else if (needsPath && /\/\/|\/\.\/|\/\.\.\/|%2f|%2F|\/\.\.$|\/\.$/.test(path)) {
        report(['path'], `path must not contain "//", "/./", "/../" or "%2f", and is ${quoted(path)}`);
      }
    }),
  },
  'networking.v1.IngressBackend': {
    whole(value, report) {
      const [service, resource] = [isGiven(value, 'service'), isGiven(value, 'resource')];
      if (service === resource)
        report([], `a backend must have one of service and resource, and has ${service ? 'both' : 'none'}`);
    },
  },
  'networking.v1.IngressServiceBackend': {
    whole(value, report, kubernetes) {
      const name = textAt(value, 'name') ?? '';
      const must = name === '' ? undefined : (compareVersions(kubernetes, '1.36') >= 0 ? dnsLabel : dnsLabel1035)(name);
      if (must !== undefined) report(['name'], `name ${must}, and is ${quoted(name)}`);
      const target = fieldsAt(value, 'port');
      const [byName, byNumber] = [isSet(target, 'name'), isSet(target, 'number')];
      if (byName === byNumber)
        report(['port'], `port must have one of name and number, and has ${byName ? 'both' : 'none'}`);
    },
  },
  'networking.v1.ServiceBackendPort': { fields: { name: portName, number: whole(0, 65535) } },
};

/** That two have the same name or number is for `unique-port` to say. */
function portProblems(ports: readonly unknown[], report: Report): void {
  const nodePorts = new Set<string>();
  for (const [index, one] of ports.entries()) {
    if (ports.length > 1 && (textAt(one, 'name') ?? '') === '') {
      report(['ports', index], `ports[${index}] has no name, which a Service with several ports needs`);
    }
    const node = at(one, 'nodePort');
    if (typeof node !== 'number' || node === 0) continue;
    const key = `${textAt(one, 'protocol') || 'TCP'} ${node}`;
    if (nodePorts.has(key)) report(['ports', index, 'nodePort'], `two ports have the nodePort ${node}`);
    nodePorts.add(key);
  }
}

function typeProblems(spec: Fields, report: Report): void {
  const type = textAt(spec, 'type') || 'ClusterIP';
  const headless = at(spec, 'clusterIP') === 'None';
  const say = (field: string, message: string) => report(['spec', field], message);
  if (!isSet(spec, 'ports') && !headless && type !== 'ExternalName') {
    report(['spec'], 'ports is missing', { remedy: 'Add ports; a headless Service (clusterIP: None) needs none.' });
  }
  if (headless && (type === 'LoadBalancer' || type === 'NodePort')) {
    say('clusterIP', `clusterIP must not be None where the type is ${type}`);
  }
  if (type === 'ExternalName') {
    const name = textAt(spec, 'externalName')?.replace(/\.$/, '') ?? '';
    const must = name === '' ? 'is missing, which the type ExternalName needs' : dnsSubdomain(name);
    if (must !== undefined) say('externalName', `externalName ${must}`);
    for (const field of ['clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) {
      if (isSet(spec, field)) say(field, `${field} must not be set where the type is ExternalName`);
    }
  }
  if (type === 'ClusterIP') {
    for (const [index, one] of listAt(spec, 'ports').entries()) {
      const node = at(one, 'nodePort');
      if (typeof node === 'number' && node !== 0) {
        report(['spec', 'ports', index, 'nodePort'], 'nodePort must not be set where the type is ClusterIP');
      }
    }
  }
  if (type !== 'LoadBalancer') {
    for (const field of ['loadBalancerSourceRanges', 'loadBalancerClass', 'allocateLoadBalancerNodePorts']) {
      const found = field === 'loadBalancerSourceRanges' ? isSet(spec, field) : isGiven(spec, field);
      if (found) say(field, `${field} must only be set where the type is LoadBalancer`);
    }
  }
  const external =
    type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && isSet(spec, 'externalIPs'));
  if (isSet(spec, 'externalTrafficPolicy') && !external) {
    say('externalTrafficPolicy', 'externalTrafficPolicy must only be set where the Service is reached from outside');
  }
}

const isNumbers = (text: string): boolean => /^[0-9]+(?:\.[0-9]+){3}$/.test(text);

function ingressHost(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (isNumbers(value)) return 'must be a DNS name, not an address';
  if (!value.includes('*')) return dnsSubdomain(value);
  const rest = value.startsWith('*.') ? dnsSubdomain(value.slice(2)) : 'no';
  return rest === undefined && value.length <= 253
    ? undefined
    : 'must be a DNS name; "*" can only be its whole first label';
}
