/** One thing the user must change. */
export interface Problem {
  /** Where it is: a file, a place in the model such as `podinfo.replicas`, or an object. */
  readonly subject: string;
  /** What is wrong, with the value found, and what to do about it. */
  readonly message: string;
}

/**
 * What the user can fix: printed without a stack trace, exit code 2.
 *
 * Carries every problem of a step, because a user who mends one mistake a run loses patience. Anything that is
 * thrown and is not a `UserError` is a bug in Stele.
 */
export class UserError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: Problem | readonly Problem[]) {
    const list = distinct(Array.isArray(problems) ? problems : [problems as Problem]);
    super(list.map((problem) => `${problem.subject}: ${problem.message}`).join('\n'));
    this.name = 'UserError';
    this.problems = list;
  }
}

/** Throws one `UserError` with everything collected, or returns when nothing was. */
export function throwIfAny(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new UserError(problems);
}

/** The candidate that is closest to what was written, or undefined when none is near. */
export function nearest(written: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  // a word of which nothing is left is no slip of the pen
  let bestDistance = Math.min(Math.max(2, Math.floor(written.length / 3)) + 1, written.length);
  for (const candidate of candidates) {
    const distance = editDistance(written.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** ` (did you mean "x"?)`, or nothing. */
export function didYouMean(written: string, candidates: Iterable<string>): string {
  const match = nearest(written, candidates);
  return match === undefined ? '' : ` (did you mean "${match}"?)`;
}

function distinct(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = `${problem.subject}\n${problem.message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Optimal string alignment: insert, delete, replace, or swap two neighbours, each at a cost of one. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replace = (last[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let cost = Math.min(replace, (last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
