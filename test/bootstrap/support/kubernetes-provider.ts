import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import * as grpc from '@grpc/grpc-js';
import plugin from '@pulumi/pulumi/proto/plugin_pb.js';
import services from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import messages from '@pulumi/pulumi/proto/provider_pb.js';
import type * as emptyTypes from 'google-protobuf/google/protobuf/empty_pb.js';
import type * as structTypes from 'google-protobuf/google/protobuf/struct_pb.js';
import { type Live, LiveObjects } from './live-objects.ts';

// the very classes that Pulumi's messages are checked against: it brings a google-protobuf of its own
const pulumis = createRequire(createRequire(import.meta.url).resolve('@pulumi/pulumi'));
const empty: typeof emptyTypes = pulumis('google-protobuf/google/protobuf/empty_pb.js');
const struct: typeof structTypes = pulumis('google-protobuf/google/protobuf/struct_pb.js');

/**
 * A Kubernetes provider for the real Pulumi engine, in this process. The provider that Pulumi ships is in no package
 * registry; this one does what the program relies on, in the words of the same protocol: server-side apply without
 * force under the manager that the object names, no creation of what is there, replacement of what cannot change.
 * https://github.com/pulumi/pulumi/blob/v3.259.0/proto/pulumi/provider.proto
 */
export interface KubernetesProvider {
  /** For the environment of the engine. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): void;
}

type Properties = Readonly<Record<string, unknown>>;

/** Starts it on a free port. */
export async function startKubernetesProvider(): Promise<KubernetesProvider> {
  const server = new grpc.Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
  server.addService(services.ResourceProviderService, implementation());
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { environment: { PULUMI_DEBUG_PROVIDERS: `kubernetes:${port}` }, stop: () => server.forceShutdown() };
}

interface Configured {
  readonly objects: LiveObjects;
  /** Whether a ConfigMap or Secret may change in place. */
  readonly mutable: boolean;
  /** Whether what is there may be taken over. */
  readonly upsert: boolean;
}

/** One configuration per connection: the engine has one for each provider resource. */
function implementation(): grpc.UntypedServiceImplementation {
  const configured = new Map<string, Configured>();
  const of = (call: { getPeer(): string }): Configured => {
    const one = configured.get(call.getPeer());
    if (one === undefined) throw new Error('the provider is not configured');
    return one;
  };
  return {
    attach: unary(async () => new empty.Empty()),
    cancel: unary(async () => new empty.Empty()),
    getPluginInfo: unary(async () => new plugin.PluginInfo().setVersion('4.34.2')),
    handshake: refuse,
    checkConfig: unary(checked),
    check: unary(checked),
    diffConfig: unary(async (request: Message) => diffConfig(request)),
    configure: unary(async (request: Message, call) => {
      const args = properties(request.getArgs());
      configured.set(call.getPeer(), {
        objects: new LiveObjects(String(revealed(args.kubeconfig))),
        mutable: isTrue(args.enableConfigMapMutable) && isTrue(args.enableSecretMutable),
        upsert: isTrue(args.upsertExistingObjects),
      });
      return new messages.ConfigureResponse().setSupportspreview(true);
    }),
    diff: unary(async (request: Message, call) => diff(request, of(call).mutable)),
    create: unary(async (request: Message, call) => {
      const { objects, upsert } = of(call);
      const inputs = live(request.getProperties());
      const preview: boolean = request.getPreview();
      if (!upsert && (await objects.find(inputs)) !== undefined) {
        throw new Error(`resource "${idOf(inputs)}" of kind ${inputs.kind} already exists`);
      }
      const outputs = await objects.apply(inputs, { manager: managerOf(inputs), preview });
      const done = preview || outputs === undefined ? (outputs ?? inputs) : await objects.ready(inputs);
      return new messages.CreateResponse().setId(preview ? '' : idOf(inputs)).setProperties(structOf(done));
    }),
    read: unary(async (request: Message, call) => {
      const inputs = live(request.getInputs() ?? request.getProperties());
      const found = await of(call).objects.find(inputs);
      if (found === undefined) return new messages.ReadResponse();
      return new messages.ReadResponse()
        .setId(request.getId())
        .setProperties(structOf(found))
        .setInputs(structOf(asInputs(found, inputs) as Properties));
    }),
    update: unary(async (request: Message, call) => {
      const { objects } = of(call);
      const inputs = live(request.getNews());
      const preview: boolean = request.getPreview();
      const outputs = await objects.apply(inputs, { manager: managerOf(inputs), preview });
      const done = preview ? (outputs ?? inputs) : await objects.ready(inputs);
      return new messages.UpdateResponse().setProperties(structOf(done));
    }),
    delete: unary(async (request: Message, call) => {
      await of(call).objects.remove(live(request.getProperties()));
      return new empty.Empty();
    }),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: the messages are generated, and each method knows its own
type Message = any;
type Call = grpc.ServerUnaryCall<Message, Message>;

function unary(answer: (request: Message, call: Call) => Promise<Message>) {
  return (call: Call, callback: grpc.sendUnaryData<Message>) => {
    answer(call.request, call).then(
      (response) => callback(null, response),
      (error: Error) => callback({ code: grpc.status.UNKNOWN, details: error.message }),
    );
  };
}

/** What the engine does without. */
function refuse(_call: Call, callback: grpc.sendUnaryData<Message>): void {
  callback({ code: grpc.status.UNIMPLEMENTED, details: 'not needed' });
}

async function checked(request: Message): Promise<Message> {
  return new messages.CheckResponse().setInputs(request.getNews());
}

/** A cluster of the same identifier is the same one, however it is reached. */
function diffConfig(request: Message): Message {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const [before, after] = [properties(request.getOldInputs()), properties(request.getNews())];
  const changed = Object.keys(after).filter((key) => !isDeepStrictEqual(revealed(before[key]), revealed(after[key])));
  return new messages.DiffResponse()
    .setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList(changed)
    .setReplacesList(changed.filter((key) => key === 'clusterIdentifier'));
}

function diff(request: Message, mutable: boolean): Message {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const [before, after] = [live(request.getOldInputs()), live(request.getNews())];
  if (isDeepStrictEqual(before, after)) return new messages.DiffResponse().setChanges(DIFF_NONE);
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => !isDeepStrictEqual(before[key], after[key]),
  );
  const holdsData =
    ['ConfigMap', 'Secret'].includes(after.kind) && (changed.includes('data') || changed.includes('type'));
  const replaces = [...(idOf(before) === idOf(after) ? [] : ['metadata']), ...(holdsData && !mutable ? ['data'] : [])];
  return new messages.DiffResponse()
    .setChanges(DIFF_SOME)
    .setDiffsList(changed)
    .setReplacesList(replaces)
    .setDeletebeforereplace(replaces.length > 0);
}

/** A live object as far as the inputs know it: how drift shows after a refresh. */
function asInputs(value: unknown, inputs: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(inputs)) return value.map((item, index) => asInputs(item, inputs[index]));
  if (typeof value !== 'object' || value === null || typeof inputs !== 'object' || inputs === null) return value;
  return Object.fromEntries(
    Object.keys(inputs)
      .filter((key) => key in value)
      .map((key) => [key, asInputs((value as Properties)[key], (inputs as Properties)[key])]),
  );
}

function managerOf({ metadata }: Live): string {
  return metadata.annotations?.['pulumi.com/patchFieldManager'] ?? `pulumi-kubernetes-${process.pid}`;
}

function idOf({ metadata }: Live): string {
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
}

function live(message: Message): Live {
  return properties(message) as unknown as Live;
}

function properties(message: Message): Properties {
  return message === undefined ? {} : (message.toJavaScript() as Properties);
}

/** As Pulumi is to remember it: without the list of who owns which field, which is longer than the rest. */
function structOf(value: Properties | Live): Message {
  const plain = JSON.parse(JSON.stringify(value));
  delete plain.metadata?.managedFields;
  return struct.Struct.fromJavaScript(plain);
}

/** A configuration comes before the engine knows that this provider wants no secrets. */
function revealed(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
}

/** The SDK sends booleans of a provider as JSON. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
