import { type Problem, throwIfAny } from '../../model/errors.ts';

const KIND = /^[a-z0-9.-]*\/[A-Z][A-Za-z0-9]*(\/[^/]+)?$/;

/**
 * Checks kinds as projects list them.
 *
 * @throws UserError when one is not written `group/Kind`
 */
export function checkKinds(subject: string, prop: string, kinds: Iterable<string>): void {
  const problems: Problem[] = [...kinds]
    .filter((kind) => !KIND.test(kind))
    .map((kind) => ({
      subject,
      message: `${prop}: "${kind}" is no kind; write group/Kind, for example apps/Deployment, or /ConfigMap in the core group`,
    }));
  throwIfAny(problems);
}
