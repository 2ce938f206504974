/**
 * What `pulumi up` does in a platform repository, by the real engine: the program of day 0 as it is, for all that it
 * registers. Prints how many resources were the same, created and so on, as JSON. A process of its own, because Pulumi
 * keeps its state in the process, and the program looks for the repository around it.
 *
 * https://www.pulumi.com/docs/using-pulumi/automation-api/
 */
import { bootstrap } from '../../../bootstrap/bootstrap.ts';
import { openStack } from '../../../bootstrap/drive/pulumi-stack.ts';

const [name = ''] = process.argv.slice(2);
const stack = await openStack(process.cwd(), name, bootstrap);
const { summary } = await stack.up();
console.log(JSON.stringify(summary.resourceChanges));
