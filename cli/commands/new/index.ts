import type { Group } from '../../command.ts';

export const group: Group = {
  name: 'new',
  summary: 'Begin a stack or an environment with a file that works as it is',
};
