/** What the package `stele` exports. */
export { ApiObject, Duration, Size } from 'cdk8s';
/** The classes that Stele's are made from, in the version that fits them. */
export * as kplus from 'cdk8s-plus-28';
export {
  Application,
  type ApplicationProps,
  ApplicationSet,
  type ApplicationSetProps,
  AppProject,
  type AppProjectProps,
  type Deploys,
  keepOnPrune,
  type UpstreamSource,
} from './constructs/argocd/index.ts';
export {
  Claim,
  type ClaimProps,
  type ConfigValue,
  ImmutableConfig,
  type ImmutableConfigProps,
  type RemoteSecret,
  SecretReference,
  type SecretReferenceProps,
  text,
} from './constructs/config/index.ts';
export { mirrored } from './constructs/image-mirror.ts';
export {
  NamespaceLimits,
  type NamespaceLimitsProps,
  NamespaceQuota,
  type NamespaceQuotaProps,
  TeamAccess,
  type TeamAccessProps,
} from './constructs/namespace/index.ts';
export {
  allowFrom,
  allowTo,
  apiServer,
  type CidrOptions,
  type CidrPeer,
  type ClusterPeer,
  cidr,
  gateway,
  loadBalancer,
  monitoring,
  OperatedPods,
  type OperatedPodsProps,
  type Peer,
  type PeerPort,
  policyPeer,
  type WorkloadPeer,
  workload,
} from './constructs/network/index.ts';
export {
  type Alert,
  AlertRules,
  type AlertRulesProps,
  type MonitorOptions,
  monitor,
  Probe,
  type ProbeProps,
  type Severity,
} from './constructs/observability/index.ts';
export {
  type ControllerGrant,
  PolicyPack,
  type PolicyPackProps,
  Seal,
  type SealProps,
} from './constructs/policy/index.ts';
export {
  type AutoscaleOptions,
  type ClaimTemplate,
  type ClaimTemplates,
  type ExposeOptions,
  exec,
  grpc,
  type HandOver,
  type HookPhase,
  type HttpProbeOptions,
  http,
  type ImmutableContainerProps,
  ImmutableCronJob,
  type ImmutableCronJobProps,
  ImmutableDaemonSet,
  type ImmutableDaemonSetProps,
  ImmutableDeployment,
  type ImmutableDeploymentProps,
  ImmutableJob,
  type ImmutableJobProps,
  ImmutableStatefulSet,
  type ImmutableStatefulSetProps,
  type MergePatch,
  type Mount,
  type Mountable,
  type MountableVolume,
  type MountOptions,
  type NamedPort,
  type PatchOperation,
  type PermissionRule,
  type Permissions,
  type ProbeSpec,
  type ProbeTiming,
  patch,
  type Resources,
  type RolloutStrategy,
  type Toleration,
  tcp,
  type Waiver,
  type Workload,
  type WorkloadPort,
  waive,
} from './constructs/workload/index.ts';
export { StackChart } from './model/chart.ts';
export { type Cluster, type ClusterInput, cluster, type Preset } from './model/cluster.ts';
export { type ConfigInput, defineConfig } from './model/config.ts';
export { defineEnvironment, type EnvironmentOptions, type SyncWindow } from './model/environment.ts';
export { UserError } from './model/errors.ts';
export type { Facts, NetworkPeer, Tier } from './model/facts.ts';
export type { Json, KubeObject } from './model/kube.ts';
export { need } from './model/missing-fact.ts';
export * as presets from './model/presets/index.ts';
export {
  type BuildContext,
  defineStack,
  type StackDefinition,
  type StackOptions,
  type StackUse,
} from './model/stack.ts';
export * as z from './model/z.ts';
export type { Graph } from './policies/graph/graph.ts';
export type { ContainerView, PodView } from './policies/pod.ts';
/** Reading fields of objects that nobody has checked: for rules. */
export * as read from './policies/read.ts';
export {
  type AdmissionRule,
  defineRule,
  type Example,
  type FailExample,
  type GraphContext,
  type GraphOffence,
  type GraphRule,
  type ObjectContext,
  type ObjectRule,
  type Offence,
  type Rule,
} from './policies/rule.ts';
