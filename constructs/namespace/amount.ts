import type { Construct } from 'constructs';
import { StackChart } from '../../model/chart.ts';
import { UserError } from '../../model/errors.ts';
import { quantity } from '../../model/z.ts';

const FACTORS: Readonly<Record<string, number>> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The number that a quantity stands for: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export function quantityValue(written: string): number {
  const suffix = written.replace(/^[\d.]+/, '');
  return Number.parseFloat(written) * (FACTORS[suffix] ?? Number.NaN);
}

/** @throws UserError when a value is given and is no quantity */
export function requireQuantity(construct: Construct, key: string, written: string | undefined): void {
  if (written === undefined || quantity().safeParse(written).success) return;
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
