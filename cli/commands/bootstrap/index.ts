import type { Group } from '../../command.ts';

export const group: Group = {
  name: 'bootstrap',
  summary: 'Day 0: put Argo CD in charge of a cluster',
  standard: 'up',
};
