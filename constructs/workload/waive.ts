import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { StackChart } from '../../model/chart.ts';
import { UserError } from '../../model/errors.ts';
import { ANNOTATION_WAIVE } from '../../model/kube.ts';
import { isDnsLabel } from '../../model/names.ts';
import type { UnfinishedObject } from '../after-json.ts';
import { finish } from './finish.ts';
import { annotate, templatesOf } from './templates.ts';

/** The permission to break one rule on one object, until a day. */
export interface Waiver {
  /** Why it has to be broken, in one line. */
  readonly reason: string;
  /** The team that answers for it. */
  readonly owner: string;
  /** The last day on which it holds: `2027-01-31`. */
  readonly until: string;
}

/**
 * Permits an object to break a rule. The annotation is on the object, and on the pods that it makes, where admission
 * looks for it: a new date is a rollout.
 *
 * @param target a construct or an object; the chart of a stack permits each of its objects that breaks the rule, except
 *   those that are named after their content, which are waived by themselves
 * @param rule id of the rule, such as `no-host-path`
 * @throws UserError when reason, owner or date is missing or cannot be written in an annotation
 */
export function waive(target: IConstruct, rule: string, waiver: Waiver): void {
  const problems = problemsOf(rule, waiver);
  if (problems.length > 0) {
    throw new UserError(
      problems.map((message) => ({ subject: target.node.path, message: `waive("${rule}"): ${message}` })),
    );
  }
  const key = `${ANNOTATION_WAIVE}${rule}`;
  const value = `${waiver.reason.trim()} (owner: ${waiver.owner}, until: ${waiver.until})`;
  if (StackChart.isStackChart(target)) target.addWaiver({ rule, text: value });
  else finish(ApiObject.of(target), 'patch', (json) => writeWaiver(json, key, value));
}

/** Writes a waiver on an object and on the templates of what it makes. */
export function writeWaiver(json: UnfinishedObject, key: string, value: string): void {
  annotate(json, key, value);
  for (const template of templatesOf(json)) annotate(template, key, value);
}

function problemsOf(rule: string, { reason, owner, until }: Waiver): string[] {
  const problems: string[] = [];
  // the name part of an annotation's key has at most 63 characters, 6 of them are "waive."
  if (!isDnsLabel(rule) || rule.length > 57) problems.push('is no id of a rule; write for example no-host-path');
  if (reason.trim() === '') problems.push('reason is empty; say why the rule has to be broken');
  if (/[()\p{Cc}]/u.test(reason)) problems.push('reason has a parenthesis or a line break; write one plain line');
  if (!/^[\w@./-]+$/.test(owner)) problems.push(`owner "${owner}" is no team; write its name, such as "web"`);
  if (!isDay(until)) problems.push(`until "${until}" is no day; write for example 2027-01-31`);
  return problems;
}

function isDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}
