import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { StackChart } from '../../model/chart.ts';
import type { SyncWindow } from '../../model/environment.ts';
import { throwIfAny } from '../../model/errors.ts';
import { fileProblems } from '../../model/issues.ts';
import { syncWindowSchema } from '../../model/sync-window-schema.ts';
import * as z from '../../model/z.ts';
import { checkKinds } from './kinds.ts';
import { ARGOCD_API_VERSION, ARGOCD_NAMESPACE } from './place.ts';
import { type ProjectOptions, projectSpec } from './project.ts';

export interface AppProjectProps extends ProjectOptions {
  /**
   * Its name.
   * @default the construct's id
   */
  readonly name?: string;
}

/**
 * A project of Argo CD, for Applications that are not a stack's: each team has one already. Only the stack whose
 * namespace is `argocd` can render it.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
 *
 * @throws UserError when a kind is not written `group/Kind`, or a sync window is not valid
 */
export class AppProject extends ApiObject {
  constructor(scope: Construct, id: string, props: AppProjectProps) {
    const name = props.name ?? id;
    const subject = `${StackChart.of(scope).stack}/${name}`;
    checkKinds(subject, 'clusterKinds', props.clusterKinds);
    checkKinds(subject, 'namespacedKinds', props.namespacedKinds);
    checkWindows(subject, props.syncWindows ?? []);
    super(scope, id, {
      apiVersion: ARGOCD_API_VERSION,
      kind: 'AppProject',
      metadata: { name, namespace: ARGOCD_NAMESPACE },
      spec: projectSpec(props),
    });
  }
}

const windowsSchema = z.object({ syncWindows: z.array(syncWindowSchema) });

function checkWindows(subject: string, syncWindows: readonly SyncWindow[]): void {
  const input = { syncWindows };
  const { success, error } = windowsSchema.safeParse(input);
  if (!success) throwIfAny(fileProblems(subject, windowsSchema, input, error));
}
