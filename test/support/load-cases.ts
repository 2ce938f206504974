/**
 * Loads and renders each project folder given as an argument, and prints what is wrong with it: one JSON line a folder.
 * A process of its own, because jest would resolve `stele` and strip types in its own way.
 */
import { UserError } from '../../model/errors.ts';
import { findRoot } from '../../pipeline/find-root.ts';
import { loadProject } from '../../pipeline/load.ts';
import { synth } from '../../pipeline/synth.ts';

for (const folder of process.argv.slice(2)) {
  let problems: readonly string[] = [];
  try {
    const project = await loadProject(findRoot(folder));
    await synth(project, { parts: [], check: true, today: '2026-01-01' });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems = error.problems.map(({ subject, message }) => `${subject}: ${message}`);
  }
  console.log(JSON.stringify(problems));
}
