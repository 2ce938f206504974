/**
 * Registers what day 0 makes for each plan of its argument, a JSON array, and prints as JSON what reaches the engine. A
 * process of its own, because Pulumi keeps its state in the process, and jest strips types in its own way.
 */
import * as pulumi from '@pulumi/pulumi';
import { type DayZero, registerDayZero } from '../../../bootstrap/day-zero.ts';

/** What the program sends to the engine; mocks alone show neither dependencies nor secrets. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  /** Name of the provider, or empty. */
  readonly provider: string;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  /** Names of what it waits for. */
  readonly dependencies: readonly string[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** https://github.com/pulumi/pulumi/blob/v3.259.0/proto/pulumi/resource.proto */
interface Request {
  getType(): string;
  getName(): string;
  getProvider(): string;
  getProtect(): boolean | undefined;
  getRetainondelete(): boolean | undefined;
  getIgnorechangesList(): readonly string[];
  getDependenciesList(): readonly string[];
  getObject(): { toJavaScript(): Readonly<Record<string, unknown>> };
}

interface Monitor {
  registerResource(request: Request, ...rest: readonly unknown[]): unknown;
}

const plans = JSON.parse(process.argv[2] ?? '') as readonly DayZero[];
const results: (readonly Registered[])[] = [];
for (const plan of plans) results.push(await record(plan));
console.log(JSON.stringify(results));

async function record(plan: DayZero): Promise<readonly Registered[]> {
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs }) => ({
      id: `${type}/${name}`,
      // what a cluster writes into the Secret of an account
      state: /token$/.test(name)
        ? { ...inputs, data: { token: Buffer.from('made-t0ken').toString('base64') } }
        : inputs,
    }),
    call: () => ({}),
  };
  await pulumi.runtime.setMocks(mocks, 'stele', plan.cluster.name);
  const registered = listen(pulumi.runtime.getMonitor() as unknown as Monitor);
  await pulumi.runtime.runInPulumiStack(async () => registerDayZero(plan));
  await pulumi.runtime.disconnect();
  return registered;
}

function listen(monitor: Monitor): readonly Registered[] {
  const registered: Registered[] = [];
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, ...rest) => {
    if (request.getType() !== 'pulumi:pulumi:Stack') {
      registered.push({
        type: request.getType(),
        name: request.getName(),
        provider: request.getProvider().split('/').at(-1) ?? '',
        protect: request.getProtect() ?? false,
        retainOnDelete: request.getRetainondelete() ?? false,
        ignoreChanges: request.getIgnorechangesList(),
        dependencies: request.getDependenciesList().map(nameOf),
        inputs: request.getObject().toJavaScript(),
      });
    }
    return register(request, ...rest);
  };
  return registered;
}

function nameOf(urn: string): string {
  return urn.split('::').at(-1) ?? '';
}
