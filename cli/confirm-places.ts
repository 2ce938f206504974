import type { Places } from '../bootstrap/drive/bootstrap-cluster.ts';
import type { Place } from '../bootstrap/drive/check-place.ts';
import { UserError } from '../model/errors.ts';
import { agrees, type Dialogue } from './agrees.ts';
import { styled, type Terminal } from './terminal.ts';

export interface ConfirmOptions {
  /** The cluster as it was named. */
  readonly cluster: string;
  readonly places: Places;
  /** Whether nobody need be asked. */
  readonly agreed: boolean;
  readonly err: Terminal;
  readonly dialogue: Dialogue;
}

/**
 * Shows which clusters are about to be changed, and asks whether they are the right ones.
 *
 * @throws UserError when they are not, or nobody is there to say so
 */
export async function confirmPlaces({ cluster, places, agreed, err, dialogue }: ConfirmOptions): Promise<void> {
  const all = places.spoke === undefined ? [places.argocd] : [places.spoke, places.argocd];
  for (const place of all) {
    err.line(styled('bold', place.name), `: ${placeText(place)}`);
    for (const doubt of place.doubts) err.line(styled('yellow', 'warning'), `: ${place.name} ${doubt}`);
  }
  if (agreed) return;
  if (dialogue.input.isTTY !== true) {
    throw new UserError({
      subject: cluster,
      message: 'nobody is there to say that this is the right cluster; add --yes',
    });
  }
  const question = all.length === 1 ? 'Is this the right cluster?' : 'Are these the right clusters?';
  if (await agrees(`${question} [y/N] `, dialogue)) return;
  throw new UserError({ subject: cluster, message: 'nothing was done; set another kubeconfig for the Pulumi stack' });
}

function placeText({ context, server, version, user }: Place): string {
  return `context "${context}", ${server}, Kubernetes ${version}${user === undefined ? '' : ` as ${user}`}`;
}
