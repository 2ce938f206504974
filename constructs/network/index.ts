export { allowFrom, allowTo, type PeerPort } from './allow.ts';
export { OperatedPods, type OperatedPodsProps } from './operated-pods.ts';
export {
  apiServer,
  type CidrOptions,
  type CidrPeer,
  type ClusterPeer,
  cidr,
  gateway,
  loadBalancer,
  monitoring,
  type Peer,
  type WorkloadPeer,
  workload,
} from './peer.ts';
export { policyPeer } from './policy-peer.ts';
