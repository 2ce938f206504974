/**
 * Runs `bootstrap()` for each case of its argument, a JSON array, and prints as JSON what it registers, or its error. A
 * process of its own, because Pulumi keeps its state in the process.
 */
import * as pulumi from '@pulumi/pulumi';
import { bootstrap } from '../../../bootstrap/bootstrap.ts';

/** A run of the program. */
export interface Case {
  /** The folder it is run in. */
  readonly project: string;
  readonly stack: string;
  /** What is set, all of it encrypted. */
  readonly settings: Readonly<Record<string, string>>;
}

/** What a run did. */
export interface Ran {
  /** Names of resources. */
  readonly registered: readonly string[];
  readonly error?: string;
}

const cases = JSON.parse(process.argv[2] ?? '') as readonly Case[];
const results: Ran[] = [];
for (const one of cases) results.push(await run(one));
console.log(JSON.stringify(results));

async function run({ project, stack, settings }: Case): Promise<Ran> {
  process.chdir(project);
  const registered: string[] = [];
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs }) => {
      if (type !== 'pulumi:pulumi:Stack') registered.push(name);
      return { id: `${type}/${name}`, state: { data: {}, ...inputs } };
    },
    call: () => ({}),
  };
  await pulumi.runtime.setMocks(mocks, 'stele', stack);
  const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`stele:${key}`, value]));
  pulumi.runtime.setAllConfig(config, Object.keys(config));
  let error: string | undefined;
  await pulumi.runtime.runInPulumiStack(async () => {
    try {
      await bootstrap();
    } catch (thrown) {
      // Pulumi prints the message of such an error, and the stack trace of any other
      if (!pulumi.RunError.isInstance(thrown)) throw thrown;
      error = thrown.message;
    }
  });
  await pulumi.runtime.disconnect();
  return { registered: registered.toSorted(), ...(error === undefined ? {} : { error }) };
}
