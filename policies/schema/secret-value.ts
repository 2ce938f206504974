import { groupOf } from '../../model/kube.ts';
import type { KindName } from './form.ts';

/** Whether a place in an object holds what may be secret, and is not to be shown: values of Secrets and of variables. */
export function isSecretValue(object: KindName, pointer: string): boolean {
  if (object.kind === 'Secret' && groupOf(object) === '') return /^\/(data|stringData)(\/|$)/.test(pointer);
  return /\/env\/\d+\/value$/.test(pointer);
}
