import { ADMISSION } from './admission.ts';
import { AUTOSCALING } from './autoscaling.ts';
import { CONFIGURATION } from './configuration.ts';
import type { Constraints, ConstraintTable } from './constraint.ts';
import { CONTAINERS } from './containers.ts';
import { JOBS } from './jobs.ts';
import { META } from './meta.ts';
import { NETWORKING } from './networking.ts';
import { PODS } from './pods.ts';
import { RBAC } from './rbac.ts';
import { SCHEDULING } from './scheduling.ts';
import { SERVICES } from './services.ts';
import { STORAGE } from './storage.ts';
import { VOLUMES } from './volumes.ts';
import { WORKLOADS } from './workloads.ts';

export type { Report } from './constraint.ts';

const TABLE: ConstraintTable = {
  ...ADMISSION,
  ...AUTOSCALING,
  ...CONFIGURATION,
  ...CONTAINERS,
  ...JOBS,
  ...META,
  ...NETWORKING,
  ...PODS,
  ...RBAC,
  ...SCHEDULING,
  ...SERVICES,
  ...STORAGE,
  ...VOLUMES,
  ...WORKLOADS,
};

const BY_DEFINITION: ReadonlyMap<string, Constraints> = new Map(
  ['io.k8s.api.', 'io.k8s.apimachinery.pkg.apis.'].flatMap((prefix) =>
    Object.entries(TABLE).map(([name, constraints]) => [prefix + name, constraints] as const),
  ),
);

/** What is asked of a definition beyond its schema, or undefined when nothing is. */
export function constraintsOf(definition: string): Constraints | undefined {
  return BY_DEFINITION.get(definition);
}
