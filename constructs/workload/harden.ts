import { ANNOTATION_IMAGE_USER } from '../../model/kube.ts';
import { allContainers, type ContainerJson, type PodTemplate } from './pod-template.ts';
import { completeResources } from './resources.ts';
import { boundScratch } from './volumes.ts';

/** The user, the group and the owner of volumes of pods whose image has no user of its own. */
export const POD_USER = 10001;

/** What cdk8s-plus writes although it is what Kubernetes does anyway. */
const NOISE: Readonly<Record<string, unknown>> = {
  dnsPolicy: 'ClusterFirst',
  hostNetwork: false,
  restartPolicy: 'Always',
  setHostnameAsFQDN: false,
};

/**
 * Makes a pod template immutable and fit for Pod Security `restricted`. What it would have to overwrite is not there:
 * see `refusals`.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export function hardenPod(template: PodTemplate): void {
  const { spec } = template;
  for (const [field, value] of Object.entries(NOISE)) {
    if (spec[field] === value) delete spec[field];
  }
  spec.automountServiceAccountToken = false;
  spec.enableServiceLinks = false;
  spec.securityContext = {
    runAsUser: POD_USER,
    runAsGroup: POD_USER,
    fsGroup: POD_USER,
    seccompProfile: { type: 'RuntimeDefault' },
    ...spec.securityContext,
    runAsNonRoot: true,
  };
  for (const container of allContainers(spec)) hardenContainer(container);
  boundScratch(template);
  completeResources(spec);
  nameImageUsers(template);
}

function hardenContainer(container: ContainerJson): void {
  const { privileged: _noise, capabilities, ...context } = container.securityContext ?? {};
  container.imagePullPolicy = 'IfNotPresent';
  container.securityContext = {
    ...context,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    capabilities: { ...(capabilities?.add === undefined ? {} : { add: capabilities.add }), drop: ['ALL'] },
  };
  for (const port of container.ports ?? []) port.protocol ??= 'TCP';
}

/** Says on the pod which containers run as their image's own user, for the rule about high user ids. */
function nameImageUsers(template: PodTemplate): void {
  const annotations: Record<string, string> = {};
  const podUser = template.spec.securityContext?.runAsUser;
  for (const { name, securityContext } of allContainers(template.spec)) {
    const user = securityContext?.runAsUser ?? podUser;
    if (user !== undefined && user !== POD_USER) annotations[`${ANNOTATION_IMAGE_USER}${name}`] = String(user);
  }
  if (Object.keys(annotations).length === 0) return;
  template.metadata = { ...template.metadata, annotations: { ...template.metadata?.annotations, ...annotations } };
}
