/**
 * Runs the Pulumi program in the folder it is started in, and prints as JSON what the program registers, or its error.
 * Arguments: the name of the Pulumi stack, and the kubeconfig that is set. A process of its own, because Pulumi keeps
 * what it registers in global state.
 */
import * as pulumi from '@pulumi/pulumi';

const [stack, kubeconfig] = process.argv.slice(2);

/** What the program sends to the engine; the mocks alone show neither dependencies nor secrets. */
interface Request {
  getType(): string;
  getName(): string;
  getProvider(): string;
  getVersion(): string;
  getProtect(): boolean | undefined;
  getDependenciesList(): readonly string[];
  getObject(): { toJavaScript(): Readonly<Record<string, unknown>> };
}

await pulumi.runtime.setMocks(
  {
    newResource: ({ type, name, inputs }) => ({ id: `${type}/${name}`, state: inputs }),
    call: () => ({}),
  },
  'stele',
  stack,
);
if (kubeconfig !== undefined) pulumi.runtime.setAllConfig({ 'stele:kubeconfig': kubeconfig }, ['stele:kubeconfig']);

const registered: unknown[] = [];
const monitor = pulumi.runtime.getMonitor() as unknown as {
  registerResource(request: Request, ...rest: readonly unknown[]): unknown;
};
const register = monitor.registerResource.bind(monitor);
monitor.registerResource = (request, ...rest) => {
  if (request.getType() !== 'pulumi:pulumi:Stack')
    registered.push({
      type: request.getType(),
      name: request.getName(),
      provider: request.getProvider(),
      version: request.getVersion(),
      protect: request.getProtect() ?? false,
      dependencies: request.getDependenciesList(),
      inputs: request.getObject().toJavaScript(),
    });
  return register(request, ...rest);
};

let error: string | undefined;
await pulumi.runtime.runInPulumiStack(async () => {
  try {
    await import('../../bootstrap/index.ts');
  } catch (thrown) {
    // Pulumi prints the message of such an error, and the stack trace of any other
    if (!pulumi.RunError.isInstance(thrown)) throw thrown;
    error = thrown.message;
  }
});
await pulumi.runtime.disconnect();
console.log(JSON.stringify({ registered, error }));
