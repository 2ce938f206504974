import { run } from './run.ts';

// the launcher imports this module to run it
const exitCode = await run(process.argv.slice(2));
// whatever a stack's module left running does not keep the command alive; what was printed is out before it ends
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));
