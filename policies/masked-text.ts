import { groupOf, type KubeObject } from '../model/kube.ts';
import { at } from './read.ts';
import type { Rule } from './rule.ts';
import { quoted } from './schema/shown.ts';

/** Shorter values are found in many words, and count only between quotation marks. */
const SHORTEST = 4;

/**
 * A text about an object without what may be secret: the values of a Secret, also decoded, and what a rule about secrets
 * found. A rule means to quote what is wrong, whatever it is.
 */
export function maskedText(rule: Pick<Rule, 'secret'>, object: KubeObject, value: unknown, text: string): string {
  const isSecret = object.kind === 'Secret' && groupOf(object) === '';
  if (!isSecret && rule.secret !== true) return text;
  const data = isSecret ? scalarsOf(at(object, 'data')) : [];
  const secrets = [
    ...data,
    ...data.map((one) => Buffer.from(one, 'base64').toString()),
    ...(isSecret ? scalarsOf(at(object, 'stringData')) : []),
    ...(rule.secret === true ? scalarsOf(value) : []),
  ];
  // what holds another one goes first
  const needles = [...new Set(secrets)].sort((a, b) => b.length - a.length);
  return needles.reduce((masked, secret) => {
    const bare = secret.length < SHORTEST ? masked : masked.replaceAll(secret, '***');
    return secret === '' ? bare : bare.replaceAll(JSON.stringify(secret), '"***"').replaceAll(quoted(secret), '"***"');
  }, text);
}

function scalarsOf(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(scalarsOf);
  return value === undefined || value === null ? [] : [String(value)];
}
