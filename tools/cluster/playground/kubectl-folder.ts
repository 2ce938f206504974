import { dirname } from 'node:path';
import { which } from '../../build-component.ts';
import { binary } from '../cluster.ts';

/** The folder of the kubectl that was built, where none is on PATH. */
export function kubectlFolder(): string | undefined {
  return which('kubectl') === undefined ? dirname(binary('kubectl')) : undefined;
}
