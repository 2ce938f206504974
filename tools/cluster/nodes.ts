const CAPACITY = { cpu: '64', memory: '256Gi', 'ephemeral-storage': '500Gi', pods: '500' };

/** Three nodes in two zones of one region. */
export const NODES: readonly object[] = [node('node-1', 'a'), node('node-2', 'a'), node('node-3', 'b')];

function node(name: string, zone: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'topology.kubernetes.io/region': 'test',
        'topology.kubernetes.io/zone': `test-${zone}`,
      },
    },
    status: { capacity: { ...CAPACITY }, allocatable: { ...CAPACITY } },
  };
}
