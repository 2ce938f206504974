import type { Group } from '../../command.ts';

export const group: Group = {
  name: 'images',
  summary: 'List and change the image versions that the rings of an environment are rendered from',
};
