import { k8s, PersistentVolumeAccessMode, PersistentVolumeClaim } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { StackChart } from '../../model/chart.ts';
import { didYouMean, type Problem, throwIfAny } from '../../model/errors.ts';
import { need } from '../../model/missing-fact.ts';
import { isDnsLabel } from '../../model/names.ts';
import { isPositiveQuantity } from '../../model/quantity.ts';
import type { Mountable, MountableVolume } from '../workload/mount.ts';

/** What is left of a DNS label's 63 characters beside the volume's prefix `claim-`. */
const NAME_LENGTH = 57;
const ACCESS_MODES = Object.values(PersistentVolumeAccessMode);

export interface ClaimProps {
  /** Storage asked for, as a Kubernetes quantity such as `10Gi`. It can grow later where the class allows it, never shrink. */
  readonly size: string;
  /**
   * How nodes and pods may share it: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
   * @default ['ReadWriteOnce']
   */
  readonly accessModes?: readonly `${PersistentVolumeAccessMode}`[];
  /**
   * One of the cluster's storage classes.
   * @default the cluster's default class (fact `capabilities.storageClasses`)
   */
  readonly storageClass?: string;
  /**
   * Name of the claim: a DNS label of at most 57 characters.
   * @default the id of the construct
   */
  readonly name?: string;
}

/**
 * A PersistentVolumeClaim that outlives pods. Its class is always named: a claim without one takes whichever class is the
 * default when it is made.
 *
 * @throws UserError when the name, the size, an access mode or the storage class is not valid
 * @throws MissingFact when the cluster was not told its storage classes
 */
export class Claim extends PersistentVolumeClaim implements Mountable {
  readonly #size: string;

  constructor(scope: Construct, id: string, props: ClaimProps) {
    const name = props.name ?? id;
    const chart = StackChart.of(scope);
    const subject = `${chart.stack}/${name}`;
    const classes = need(chart.facts, 'capabilities.storageClasses', `the claim ${subject}`);
    const storageClass = props.storageClass ?? classes.default;
    const modes = props.accessModes ?? ['ReadWriteOnce'];
    throwIfAny(problemsOf(subject, { name, size: props.size, modes, storageClass, classes: classes.names }));
    super(scope, id, {
      metadata: { name },
      accessModes: ACCESS_MODES.filter((mode) => modes.some((written) => written === mode)),
      storageClassName: storageClass,
    });
    this.#size = props.size;
  }

  toVolume(): MountableVolume {
    return { name: `claim-${this.name}`, volume: { persistentVolumeClaim: { claimName: this.name } } };
  }

  /**
   * With the size as it was written: the parent class knows whole GiB only.
   * @internal
   */
  override _toKube(): k8s.PersistentVolumeClaimSpec {
    return { ...super._toKube(), resources: { requests: { storage: k8s.Quantity.fromString(this.#size) } } };
  }
}

interface Written {
  readonly name: string;
  readonly size: string;
  readonly modes: readonly string[];
  readonly storageClass: string;
  readonly classes: readonly string[];
}

function problemsOf(subject: string, { name, size, modes, storageClass, classes }: Written): Problem[] {
  const messages: string[] = [];
  if (!isDnsLabel(name) || name.length > NAME_LENGTH) {
    messages.push(`name "${name}" is no DNS label of at most ${NAME_LENGTH} characters; use a-z, 0-9 and "-"`);
  }
  if (!isPositiveQuantity(size)) {
    messages.push(`size "${size}" is no quantity of storage; write for example "10Gi"`);
  }
  if (modes.length === 0) messages.push('accessModes is empty; leave it out, or name one');
  for (const mode of modes) {
    if (ACCESS_MODES.some((known) => known === mode)) continue;
    messages.push(`"${mode}" is no access mode${didYouMean(mode, ACCESS_MODES)}; use ${ACCESS_MODES.join(', ')}`);
  }
  if (!classes.includes(storageClass)) {
    const near = didYouMean(storageClass, classes);
    messages.push(`storageClass "${storageClass}" is not on this cluster${near}; its classes: ${classes.join(', ')}`);
  }
  return messages.map((message) => ({ subject, message }));
}
