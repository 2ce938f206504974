import { UserError } from '../model/errors.ts';
import { contentHash } from '../model/hash.ts';
import { ANNOTATION_STEM } from '../model/kube.ts';
import type { UnfinishedObject } from './after-json.ts';

/**
 * Checks that the name of a content-named object still ends in the hash of its content. Objects without a stem pass.
 *
 * @param subject for the message: `<stack>/<stem>`, or kind and name
 * @throws UserError when something has changed the content: whoever goes by the name would be deceived
 */
export function requireContentName(subject: string, json: UnfinishedObject): void {
  const stem = json.metadata.annotations?.[ANNOTATION_STEM];
  if (stem === undefined || json.metadata.name === `${stem}-${contentHash(json)}`) return;
  throw new UserError({
    subject,
    message: 'a patch changes content whose hash is in the name; change what the construct is given',
  });
}
