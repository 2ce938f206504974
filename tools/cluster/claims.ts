import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { UserError } from '../../model/errors.ts';
import type { Resource } from './api-client.ts';
import { waitFor } from './wait.ts';

/** Objects that tests make in a cluster which is not theirs, so that they neither touch nor leave anything else. */
export class Claims {
  readonly #context: string;
  readonly #kubectl: (args: readonly string[]) => Promise<string>;
  readonly #files = new Map<string, string>();
  readonly #definitions = new Set<string>();

  constructor(context: string, kubectl: (args: readonly string[]) => Promise<string>) {
    this.#context = context;
    this.#kubectl = kubectl;
  }

  /**
   * Takes responsibility for the objects in files, one in each, and returns the files to apply. A Namespace that is
   * there already is used as it is: its file is left out.
   *
   * @throws UserError when another object is there already
   */
  async take(files: readonly string[]): Promise<readonly string[]> {
    if (files.length === 0) return [];
    const objects = files.map((file) => [file, load(readFileSync(file, 'utf8')) as Resource] as const);
    const found = await this.#kubectl(['get', '--ignore-not-found', '--output=json', ...named(files)]);
    const present = new Set(itemsOf(found).map(identityOf));
    const foreign = objects.filter(([, object]) => {
      const identity = identityOf(object);
      return present.has(identity) && !this.#files.has(identity);
    });
    const taken = foreign.filter(([, { kind }]) => kind !== 'Namespace');
    if (taken.length > 0) {
      throw new UserError(
        taken.map(([, object]) => ({
          subject: identityOf(object),
          message: `is in the cluster of context ${this.#context} already; use a cluster that has none of it`,
        })),
      );
    }
    const mine = objects.filter((one) => !foreign.includes(one));
    for (const [file, object] of mine) this.#files.set(identityOf(object), file);
    return mine.map(([file]) => file);
  }

  /** Takes responsibility for definitions of custom resources that an installation adds, also when it fails. */
  async definitions(install: () => Promise<void>): Promise<void> {
    const before = new Set(await this.#allDefinitions());
    try {
      await install();
    } finally {
      for (const name of await this.#allDefinitions()) if (!before.has(name)) this.#definitions.add(name);
    }
  }

  /** Whether there are kinds of an API group. */
  async hasGroup(group: string): Promise<boolean> {
    return (await this.#allDefinitions()).some((name) => name.endsWith(`.${group}`));
  }

  /** Deletes the objects, and waits until they are gone. */
  async releaseObjects(): Promise<void> {
    const [guards, guarded] = partition([...this.#files], ([identity]) =>
      identity.startsWith('ValidatingAdmissionPolicy'),
    );
    this.#files.clear();
    // a seal would refuse the deletion of what it guards
    await this.#delete(guards);
    if (guards.length === 0) return await this.#delete(guarded);
    // the API server obeys a policy for some seconds after it is gone
    await waitFor(() => this.#delete(guarded).then(() => true), {
      what: 'what the tests made to go',
      timeout: 60_000,
      interval: 1_000,
    });
  }

  /** Deletes everything, and waits until it is gone. */
  async release(): Promise<void> {
    await this.releaseObjects();
    const names = [...this.#definitions];
    this.#definitions.clear();
    if (names.length > 0) await this.#kubectl(['delete', ...DELETION, ...names]);
  }

  async #delete(objects: readonly (readonly [identity: string, file: string])[]): Promise<void> {
    if (objects.length === 0) return;
    await this.#kubectl(['delete', ...DELETION, ...named(objects.map(([, file]) => file))]);
  }

  async #allDefinitions(): Promise<readonly string[]> {
    const list = await this.#kubectl(['get', 'customresourcedefinitions', '--output=name']);
    return list.split('\n').filter((name) => name !== '');
  }
}

const DELETION = ['--ignore-not-found', '--wait', '--timeout=120s'];

function partition<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

function named(files: readonly string[]): readonly string[] {
  return files.flatMap((file) => ['-f', file]);
}

function itemsOf(json: string): readonly Resource[] {
  if (json.trim() === '') return [];
  const found = JSON.parse(json) as Resource;
  return found.kind === 'List' ? found.items : [found];
}

function identityOf({ apiVersion, kind, metadata }: Resource): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.replace(/\/.*/, '')}` : '';
  return `${kind}${group} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}
