import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { GitProject } from './git-project.ts';

/**
 * Gives each test of a file a copy of a platform repository whose tree is rendered and committed.
 *
 * @param use called with the copy before each test
 */
export function eachWithCommittedProject(use: (project: GitProject) => void): void {
  let committed: GitProject;
  let copy: GitProject;
  beforeAll(async () => {
    committed = GitProject.create();
    await committed.synthesized();
    committed.commit();
  });
  afterAll(() => committed.remove());
  beforeEach(() => {
    copy = committed.copy();
    use(copy);
  });
  afterEach(() => copy.remove());
}
