import { ApiObject } from 'cdk8s';
import { ConfigMap, EnvValue } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { StackChart } from '../../model/chart.ts';
import { didYouMean, type Problem, throwIfAny, UserError } from '../../model/errors.ts';
import { contentHash } from '../../model/hash.ts';
import { ANNOTATION_STEM, type Json } from '../../model/kube.ts';
import { isDnsLabel } from '../../model/names.ts';
import { afterJson } from '../after-json.ts';
import { requireContentName } from '../content-name.ts';
import type { Mountable, MountableVolume } from '../workload/mount.ts';
import { dataKeyProblem } from './data-key.ts';

/** The most that all values of a ConfigMap hold together, in bytes: https://kubernetes.io/docs/concepts/configuration/configmap/#motivation */
const LIMIT = 1024 * 1024;
/** What is left of a DNS label's 63 characters beside `-` and the hash. */
const STEM_LENGTH = 52;

/** A text as it is, or what is rendered as JSON: an imported JSON file, an object, a list. */
export type ConfigValue = string | { readonly [key: string]: Json } | readonly Json[];

export interface ImmutableConfigProps {
  /**
   * Values by key: texts, `text(import.meta.url, './file')`, or objects and lists, which become JSON with two spaces of
   * indentation and their keys in the order in which they stand.
   * @default none
   */
  readonly data?: Readonly<Record<string, ConfigValue>>;
  /**
   * Values that are not text, by key.
   * @default none
   */
  readonly binary?: Readonly<Record<string, Uint8Array>>;
  /**
   * The name without its hash: a DNS label of at most 52 characters.
   * @default the id of the construct
   */
  readonly name?: string;
}

/**
 * A ConfigMap that cannot change: `immutable: true`, and a name that ends in the hash of its content. Other content is
 * another ConfigMap, so a change of configuration is a rollout, and pods of the former generation keep theirs.
 * https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable
 *
 * @throws UserError when the name or a key is not valid, a key is in `data` and in `binary`, there is nothing in it, or
 *   there is more than 1 MiB in it
 */
export class ImmutableConfig extends ConfigMap implements Mountable {
  /** The name without its hash. */
  readonly stem: string;
  readonly #subject: string;

  constructor(scope: Construct, id: string, props: ImmutableConfigProps) {
    const stem = props.name ?? id;
    const subject = `${StackChart.of(scope).stack}/${stem}`;
    throwIfAny(problemsOf(subject, stem, props));
    const data = mapValues(props.data ?? {}, rendered);
    const binaryData = mapValues(props.binary ?? {}, (bytes) => Buffer.from(bytes).toString('base64'));
    super(scope, id, {
      metadata: { name: `${stem}-${hashOf(data, binaryData)}`, annotations: { [ANNOTATION_STEM]: stem } },
      immutable: true,
      data,
      binaryData,
    });
    this.stem = stem;
    this.#subject = subject;
    afterJson(ApiObject.of(this), (json) => requireContentName(subject, json));
  }

  /**
   * One value, for an environment variable of a container.
   *
   * @throws UserError when `data` has no such key
   */
  env(key: string): EnvValue {
    const keys = Object.keys(this.data);
    if (!keys.includes(key)) {
      throw new UserError({
        subject: this.#subject,
        message: `data has no key "${key}"${didYouMean(key, keys)}; keys: ${keys.join(', ')}`,
      });
    }
    return EnvValue.fromConfigMap(this, key);
  }

  toVolume(): MountableVolume {
    return { name: `config-${this.stem}`, volume: { configMap: { name: this.name } } };
  }

  // the parent's constructor adds the data through these two, before this class's private fields exist
  override addData(key: string, value: string): void {
    if (#subject in this) throw this.#fixed('addData()');
    super.addData(key, value);
  }

  override addBinaryData(key: string, value: string): void {
    if (#subject in this) throw this.#fixed('addBinaryData()');
    super.addBinaryData(key, value);
  }

  override addFile(): void {
    throw this.#fixed('addFile()');
  }

  override addDirectory(): void {
    throw this.#fixed('addDirectory()');
  }

  #fixed(call: string): UserError {
    return new UserError({
      subject: this.#subject,
      message: `${call} would change content whose hash is in the name; give everything to data or binary`,
    });
  }
}

function rendered(value: ConfigValue): string {
  return typeof value === 'string' ? value : `${JSON.stringify(value, null, 2)}\n`;
}

/** Over the object as it is rendered: cdk8s leaves empty maps out. */
function hashOf(data: Record<string, string>, binaryData: Record<string, string>): string {
  return contentHash({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    immutable: true,
    ...(Object.keys(data).length > 0 && { data }),
    ...(Object.keys(binaryData).length > 0 && { binaryData }),
  });
}

function problemsOf(subject: string, stem: string, { data = {}, binary = {} }: ImmutableConfigProps): Problem[] {
  const messages: string[] = [];
  if (!isDnsLabel(stem) || stem.length > STEM_LENGTH) {
    messages.push(`name "${stem}" is no DNS label of at most ${STEM_LENGTH} characters; use a-z, 0-9 and "-"`);
  }
  const keys = [...Object.keys(data), ...Object.keys(binary)];
  if (keys.length === 0) messages.push('has no content; give data or binary');
  for (const key of new Set(keys)) {
    const problem = dataKeyProblem(key);
    if (problem !== undefined) messages.push(problem);
    if (Object.hasOwn(data, key) && Object.hasOwn(binary, key)) {
      messages.push(`key "${key}" is in data and in binary; drop one of them`);
    }
  }
  for (const [key, bytes] of Object.entries(binary)) {
    if (bytes.byteLength === 0) messages.push(`key "${key}" of binary is empty; give it to data, as an empty text`);
  }
  const size = [
    ...Object.values(data).map((value) => Buffer.byteLength(rendered(value))),
    ...Object.values(binary).map((bytes) => bytes.byteLength),
  ].reduce((sum, bytes) => sum + bytes, 0);
  if (size > LIMIT) {
    messages.push(`has ${size} bytes, and a ConfigMap holds ${LIMIT}; put large files into the image, or split it`);
  }
  return messages.map((message) => ({ subject, message }));
}

function mapValues<T>(values: Readonly<Record<string, T>>, to: (value: T) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, to(value)]));
}
