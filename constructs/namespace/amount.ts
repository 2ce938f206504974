import type { Construct } from 'constructs';
import { StackChart } from '../../model/chart.ts';
import { UserError } from '../../model/errors.ts';
import { amountOf } from '../../model/quantity.ts';

/** @throws UserError when a value is given and is no quantity */
export function requireQuantity(construct: Construct, key: string, written: string | undefined): void {
  if (written === undefined || amountOf(written) !== undefined) return;
  refuse(construct, `${key}: "${written}" is no Kubernetes quantity; write for example 250m, 64Mi or 1.5`);
}

/** @throws UserError when a value is given and is no whole number from 0 */
export function requireCount(construct: Construct, key: string, written: number | undefined): void {
  if (written === undefined || (Number.isSafeInteger(written) && written >= 0)) return;
  refuse(construct, `${key}: ${written} is no number of objects; use a whole number from 0`);
}

function refuse(construct: Construct, message: string): never {
  throw new UserError({ subject: `${StackChart.of(construct).stack}/${construct.node.id}`, message });
}
