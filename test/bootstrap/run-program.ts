/**
 * Runs the Pulumi program for each case of its argument, a JSON array, and prints as JSON what the program registers or
 * its error. A process of its own, because Pulumi keeps its state in the process, and jest strips types in its own way.
 */
import * as pulumi from '@pulumi/pulumi';

/** A run of the program. */
export interface Case {
  /** The folder it is run in. */
  readonly project: string;
  readonly stack: string;
  /** What is set. */
  readonly kubeconfig?: string;
}

/** What a run did. */
export interface Ran {
  readonly registered: readonly Registered[];
  readonly error?: string;
}

/** What the program sends to the engine; mocks alone show neither dependencies nor secrets. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly provider: string;
  readonly version: string;
  readonly protect: boolean;
  readonly dependencies: readonly string[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** https://github.com/pulumi/pulumi/blob/v3.259.0/proto/pulumi/resource.proto */
interface Request {
  getType(): string;
  getName(): string;
  getProvider(): string;
  getVersion(): string;
  getProtect(): boolean | undefined;
  getDependenciesList(): readonly string[];
  getObject(): { toJavaScript(): Readonly<Record<string, unknown>> };
}

interface Monitor {
  registerResource(request: Request, ...rest: readonly unknown[]): unknown;
}

const cases = JSON.parse(process.argv[2] ?? '') as readonly Case[];
const results: Ran[] = [];
for (const one of cases) results.push(await run(one, results.length));
console.log(JSON.stringify(results));

async function run({ project, stack, kubeconfig }: Case, index: number): Promise<Ran> {
  process.chdir(project);
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs }) => ({ id: `${type}/${name}`, state: inputs }),
    call: () => ({}),
  };
  await pulumi.runtime.setMocks(mocks, 'stele', stack);
  const settings: Record<string, string> = kubeconfig === undefined ? {} : { 'stele:kubeconfig': kubeconfig };
  pulumi.runtime.setAllConfig(settings, Object.keys(settings));
  const registered = record(pulumi.runtime.getMonitor() as unknown as Monitor);
  let error: string | undefined;
  await pulumi.runtime.runInPulumiStack(async () => {
    try {
      // a module runs once per address
      await import(`../../bootstrap/index.ts?case=${index}`);
    } catch (thrown) {
      // Pulumi prints the message of such an error, and the stack trace of any other
      if (!pulumi.RunError.isInstance(thrown)) throw thrown;
      error = thrown.message;
    }
  });
  await pulumi.runtime.disconnect();
  return { registered, ...(error === undefined ? {} : { error }) };
}

function record(monitor: Monitor): readonly Registered[] {
  const registered: Registered[] = [];
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, ...rest) => {
    if (request.getType() !== 'pulumi:pulumi:Stack') {
      registered.push({
        type: request.getType(),
        name: request.getName(),
        provider: request.getProvider(),
        version: request.getVersion(),
        protect: request.getProtect() ?? false,
        dependencies: request.getDependenciesList(),
        inputs: request.getObject().toJavaScript(),
      });
    }
    return register(request, ...rest);
  };
  return registered;
}
