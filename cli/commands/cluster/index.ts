import type { Group } from '../../command.ts';

export const group: Group = {
  name: 'cluster',
  summary: 'Run a cluster of the fleet on this machine, to try things on',
};
