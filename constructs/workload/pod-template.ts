/** A pod template as plain JSON, as far as this folder looks into it. */
export interface PodTemplate {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string>; [field: string]: unknown };
  spec: PodSpec;
}

export interface PodSpec {
  containers: ContainerJson[];
  initContainers?: ContainerJson[];
  volumes?: VolumeJson[];
  securityContext?: SecurityContext & { fsGroup?: number; sysctls?: readonly { readonly name: string }[] };
  [field: string]: unknown;
}

export interface ContainerJson {
  name: string;
  image: string;
  ports?: PortJson[];
  resources?: ResourcesJson;
  securityContext?: SecurityContext;
  volumeMounts?: VolumeMountJson[];
  restartPolicy?: string;
  [field: string]: unknown;
}

export interface PortJson {
  name?: string;
  containerPort: number;
  protocol?: string;
  hostPort?: number;
  hostIP?: string;
}

export interface ResourcesJson {
  requests?: Record<string, string>;
  limits?: Record<string, string>;
}

export interface SecurityContext {
  runAsUser?: number;
  runAsGroup?: number;
  runAsNonRoot?: boolean;
  privileged?: boolean;
  allowPrivilegeEscalation?: boolean;
  readOnlyRootFilesystem?: boolean;
  capabilities?: { add?: readonly string[]; drop?: readonly string[] };
  seccompProfile?: { type: string; localhostProfile?: string };
  [field: string]: unknown;
}

export interface VolumeJson {
  name: string;
  emptyDir?: { sizeLimit?: string; medium?: string };
  persistentVolumeClaim?: { claimName: string; readOnly?: boolean };
  [source: string]: unknown;
}

export interface VolumeMountJson {
  name: string;
  mountPath: string;
  readOnly?: boolean;
  subPath?: string;
  [field: string]: unknown;
}

/** Every container of a pod: the init containers (native sidecars among them) first, as the kubelet starts them. */
export function allContainers(spec: PodSpec): ContainerJson[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

/** Whether an init container runs as long as the pod: https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/ */
export function isSidecar(container: { readonly restartPolicy?: string }): boolean {
  return container.restartPolicy === 'Always';
}
