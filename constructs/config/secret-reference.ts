import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { StackChart } from '../../model/chart.ts';
import { type Problem, throwIfAny } from '../../model/errors.ts';
import { need } from '../../model/missing-fact.ts';
import { isDnsLabel } from '../../model/names.ts';
import type { Mountable, MountableVolume } from '../workload/mount.ts';
import { dataKeyProblem } from './data-key.ts';

/** What is left of a DNS label's 63 characters beside the volume's prefix `secret-`. */
const NAME_LENGTH = 56;
/** Readable for owner and group, nobody else. */
const FILE_MODE = 0o440;

/** Where one value lies in the secret store. */
export interface RemoteSecret {
  /** Name or path of the secret in the store. */
  readonly key: string;
  /**
   * Property of a secret that holds several.
   * @default the whole secret
   */
  readonly property?: string;
}

export interface SecretReferenceProps {
  /** Where each value comes from, by the name of the file it becomes. */
  readonly keys: Readonly<Record<string, RemoteSecret>>;
  /**
   * How often the store is asked again, as a Go duration. Files of running pods follow without a restart.
   * @default "1h"
   */
  readonly refreshInterval?: string;
  /**
   * Name of the ExternalSecret and of the Secret that it writes: a DNS label of at most 56 characters.
   * @default the id of the construct
   */
  readonly name?: string;
}

/**
 * Secrets by reference: an ExternalSecret that has the External Secrets operator write a Secret from the cluster's store
 * (fact `capabilities.secretStore`). Mounted as files that only the pod's user and group can read; the values never stand
 * in Git. https://external-secrets.io/latest/api/externalsecret/
 *
 * @throws UserError when the name, a key or the interval is not valid, or there are no keys
 * @throws MissingFact when the cluster was not told its secret store
 */
export class SecretReference extends ApiObject implements Mountable {
  constructor(scope: Construct, id: string, props: SecretReferenceProps) {
    const name = props.name ?? id;
    const chart = StackChart.of(scope);
    const subject = `${chart.stack}/${name}`;
    throwIfAny(problemsOf(subject, name, props));
    const store = need(chart.facts, 'capabilities.secretStore', `the ExternalSecret ${subject}`);
    super(scope, id, {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name },
      spec: {
        refreshPolicy: 'Periodic',
        refreshInterval: props.refreshInterval ?? '1h',
        secretStoreRef: { kind: store.kind, name: store.name },
        // not immutable: a value that is rotated in the store reaches the pods by this Secret
        target: { name, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
        data: Object.entries(props.keys).map(([secretKey, remote]) => ({ secretKey, remoteRef: remoteRef(remote) })),
      },
    } satisfies IExternalSecret);
  }

  toVolume(): MountableVolume {
    return { name: `secret-${this.name}`, volume: { secret: { secretName: this.name, defaultMode: FILE_MODE } } };
  }
}

/**
 * With the values that the CRD defaults: `data` is an atomic list to server-side apply, so an item without them differs
 * from the live one, and Argo CD would show the object as out of sync for ever.
 */
function remoteRef({ key, property }: RemoteSecret) {
  return {
    key,
    ...(property !== undefined && { property }),
    conversionStrategy: 'Default',
    decodingStrategy: 'None',
    metadataPolicy: 'None',
  } as const;
}

function problemsOf(subject: string, name: string, { keys, refreshInterval = '1h' }: SecretReferenceProps): Problem[] {
  const messages: string[] = [];
  if (!isDnsLabel(name) || name.length > NAME_LENGTH) {
    messages.push(`name "${name}" is no DNS label of at most ${NAME_LENGTH} characters; use a-z, 0-9 and "-"`);
  }
  if (Object.keys(keys).length === 0) messages.push('has no keys; say which values of the store it refers to');
  for (const [file, { key }] of Object.entries(keys)) {
    const problem = dataKeyProblem(file);
    if (problem !== undefined) messages.push(problem);
    if (key === '') messages.push(`key "${file}" names no secret of the store; give its name or path`);
  }
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(refreshInterval)) {
    messages.push(`refreshInterval "${refreshInterval}" is no duration; write for example "15m" or "1h"`);
  }
  return messages.map((message) => ({ subject, message }));
}
