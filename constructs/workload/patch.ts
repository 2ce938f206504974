import { ApiObject, JsonPatch } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { UserError } from '../../model/errors.ts';
import type { Json } from '../../model/kube.ts';
import { ANNOTATION_PATCHED } from '../../model/kube.ts';
import { isPlainObject } from '../../model/merge.ts';
import type { UnfinishedObject } from '../after-json.ts';
import { requireContentName } from '../content-name.ts';
import { finish } from './finish.ts';
import { annotate } from './templates.ts';

/** One operation of a JSON Patch: https://datatracker.ietf.org/doc/html/rfc6902 */
export type PatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string };

/** What to merge into an object; `null` removes: https://datatracker.ietf.org/doc/html/rfc7386 */
export type MergePatch = { readonly [field: string]: Json };

/**
 * Changes the finished object of a construct: the last way out, for what no construct can say. It runs after hardening,
 * keeps fields of every Kubernetes version, and leaves `stele.dev/patched` with the number of patches on the object.
 *
 * @param target a construct or an object
 * @param patches operations of a JSON Patch, or one object to merge
 * @throws UserError, when the object is rendered, if an operation does not apply, or changes an `ImmutableConfig`'s
 *   content
 */
export function patch(target: IConstruct, ...patches: readonly PatchOperation[] | readonly [MergePatch]): void {
  const object = ApiObject.of(target);
  for (const item of patches) {
    finish(object, 'patch', (json) => {
      if (isOperation(item)) applyOperation(json, item);
      else mergeInto(json, item);
      const count = Number(json.metadata.annotations?.[ANNOTATION_PATCHED] ?? '0') + 1;
      annotate(json, ANNOTATION_PATCHED, String(count));
      requireContentName(`${json.kind} ${json.metadata.name}`, json);
    });
  }
}

function isOperation(item: PatchOperation | MergePatch): item is PatchOperation {
  return typeof item.op === 'string' && typeof item.path === 'string';
}

function applyOperation(json: UnfinishedObject, operation: PatchOperation): void {
  let result: unknown;
  try {
    requireTarget(json, operation);
    result = JsonPatch.apply(json, cdk8sOperation(operation));
  } catch (error) {
    throw new UserError({
      subject: `${json.kind} ${json.metadata.name}`,
      message: `patch ${operation.op} ${operation.path} does not apply: ${reasonOf(error)}; compare the path with the rendered manifest`,
    });
  }
  // an operation on the root gives another object
  if (result !== json) replaceContent(json, result);
}

function cdk8sOperation(operation: PatchOperation): JsonPatch {
  switch (operation.op) {
    case 'add':
      return JsonPatch.add(operation.path, operation.value);
    case 'replace':
      return JsonPatch.replace(operation.path, operation.value);
    case 'test':
      return JsonPatch.test(operation.path, operation.value);
    case 'remove':
      return JsonPatch.remove(operation.path);
    case 'move':
      return JsonPatch.move(operation.from, operation.path);
    case 'copy':
      return JsonPatch.copy(operation.from, operation.path);
  }
}

/** The library takes it for nothing to do when what is removed, replaced or copied is not there. */
function requireTarget(json: UnfinishedObject, operation: PatchOperation): void {
  if (operation.op === 'add' || operation.op === 'test') return;
  const pointer = 'from' in operation ? operation.from : operation.path;
  let value: unknown = json;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key))
      throw new Error(`there is no ${pointer}`);
    value = (value as Record<string, unknown>)[key];
  }
}

function replaceContent(json: UnfinishedObject, content: unknown): void {
  for (const key of Object.keys(json)) delete json[key];
  Object.assign(json, content);
}

function mergeInto(target: Record<string, unknown>, merge: MergePatch): void {
  for (const [key, value] of Object.entries(merge)) {
    if (value === null) {
      delete target[key];
    } else if (isPlainObject(value)) {
      const existing = target[key];
      const inner = isPlainObject(existing) ? existing : {};
      mergeInto(inner, value as MergePatch);
      target[key] = inner;
    } else {
      target[key] = value;
    }
  }
}

/** The first line: the library appends the whole document. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
}
