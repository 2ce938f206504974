import { ApiObject } from 'cdk8s';
import {
  type Workload as CdkWorkload,
  type Container,
  type ContainerProps,
  ContainerRestartPolicy,
  LabelSelector,
  Pod,
  type PodSelectorConfig,
} from 'cdk8s-plus-28';
import { type Problem, throwIfAny, UserError } from '../../model/errors.ts';
import { LABEL_INSTANCE, LABEL_NAME } from '../../model/kube.ts';
import { overrideToJson } from '../after-json.ts';
import { mirrored } from '../image-mirror.ts';
import { applySettings } from './apply-settings.ts';
import { type ContainerSettings, type ImmutableContainerProps, namedPorts, splitContainer } from './container.ts';
import { handOver } from './hand-over.ts';
import { hardenPod } from './harden.ts';
import type { Identity } from './identity.ts';
import type { Mountable } from './mount.ts';
import { mountToken } from './permissions.ts';
import { allContainers, type ContainerJson, type PodSpec, type PodTemplate } from './pod-template.ts';
import { refusals } from './refuse.ts';
import { PodVolumes } from './volumes.ts';
import type { WorkloadPort } from './workload.ts';
import type { ImmutablePodProps } from './workload-props.ts';

/** A cdk8s-plus workload that takes containers as people write them. */
type FriendlyWorkload = CdkWorkload & {
  addContainer(props: ImmutableContainerProps): Container;
  addInitContainer(props: ImmutableContainerProps): Container;
};

/** What the five kinds have in common: everything between cdk8s-plus's pod and the finished template. */
export class ImmutablePod {
  readonly #workload: FriendlyWorkload;
  readonly identity: Identity;
  readonly #settings = new Map<Container, ContainerSettings>();
  #token = false;

  constructor(workload: FriendlyWorkload, identity: Identity) {
    this.#workload = workload;
    this.identity = identity;
    workload.select(LabelSelector.of({ labels: { ...identity.selectorLabels } }));
    const object = ApiObject.of(workload);
    const { toJson } = object;
    // cdk8s-plus would throw an error that looks like a bug
    overrideToJson(object, () => {
      if (workload.containers.length === 0)
        throw this.#error('has no container; give containers, or call addContainer()');
      return toJson.call(object);
    });
  }

  /** Adds what the props list, through the workload's own methods. */
  addAll({ containers = [], initContainers = [], prepare }: ImmutablePodProps): void {
    const [first, ...others] = containers;
    if (prepare === undefined) {
      this.#addEach(initContainers, containers);
    } else if (first === undefined) {
      throw this.#error('prepare hands files over to the first container, and there is none; give containers');
    } else {
      const { init, main } = handOver(prepare, first);
      this.#addEach([init, ...initContainers], [main, ...others]);
    }
  }

  /** Adds a container through cdk8s-plus. */
  add(props: ImmutableContainerProps, add: (props: ContainerProps) => Container): Container {
    const first = this.#workload.containers.length === 0;
    const name = props.name ?? (first ? this.identity.name : undefined);
    if (name === undefined) throw this.#error('a second container needs a name; give name');
    return this.#split(name, props, [], add);
  }

  /** Adds an init container, or with restartPolicy ALWAYS a native sidecar, through cdk8s-plus. */
  addInit(props: ImmutableContainerProps, add: (props: ContainerProps) => Container): Container {
    const name = props.name ?? `init-${this.#workload.initContainers.length}`;
    const probed = props.liveness ?? props.readiness ?? props.startup;
    const problems =
      probed !== undefined && props.restartPolicy !== ContainerRestartPolicy.ALWAYS
        ? ['an init container runs to its end and has no probes; make it a sidecar by restartPolicy, or leave them out']
        : [];
    return this.#split(name, props, problems, add);
  }

  /** The named ports of the containers and sidecars added so far. */
  get ports(): ReadonlyMap<string, WorkloadPort> {
    const sidecars = this.#workload.initContainers.filter(
      ({ restartPolicy }) => restartPolicy === ContainerRestartPolicy.ALWAYS,
    );
    return namedPorts([...this.#workload.containers, ...sidecars]);
  }

  /** Gives every container, init containers and sidecars too, a token for the API server. */
  giveToken(): void {
    this.#token = true;
  }

  /**
   * Finishes the template that cdk8s-plus made.
   *
   * @throws UserError with everything that is refused
   */
  finish(template: PodTemplate): void {
    const { subject, chart, selectorLabels } = this.identity;
    const { spec } = template;
    const problems: Problem[] = [];
    const volumes = new PodVolumes(subject, spec.volumes ?? []);
    for (const { container, json, first } of this.#containers(spec)) {
      const settings = this.#settings.get(container);
      const ports = namedPorts([container]);
      if (settings !== undefined) applySettings(json, settings, { volumes, ports, first, problems });
      dropUnaskedStartup(json, container);
    }
    if (volumes.all.length > 0) spec.volumes = volumes.all;
    if (this.#token) mountToken(spec);
    problems.push(...refusals(template, chart.images).map((message) => ({ subject, message })));
    throwIfAny(problems);
    hardenPod(template);
    for (const container of allContainers(spec)) {
      container.image = mirrored(container.image, chart.facts.registryMirror);
    }
    const { [Pod.ADDRESS_LABEL]: _address, ...labels } = template.metadata?.labels ?? {};
    template.metadata = { ...template.metadata, labels: { ...labels, ...selectorLabels } };
  }

  /** The mounts of all containers, to look for claims. */
  get mounted(): readonly Mountable[] {
    return [...this.#settings.values()].flatMap(({ mounts }) => mounts.map(({ source }) => source));
  }

  #addEach(inits: readonly ImmutableContainerProps[], containers: readonly ImmutableContainerProps[]): void {
    for (const props of containers) this.#workload.addContainer(props);
    for (const props of inits) this.#workload.addInitContainer(props);
  }

  #split(
    name: string,
    props: ImmutableContainerProps,
    problems: string[],
    add: (props: ContainerProps) => Container,
  ): Container {
    const split = splitContainer(name, props, problems);
    throwIfAny(problems.map((message) => ({ subject: `${this.identity.subject} container ${name}`, message })));
    const container = add(split.props);
    this.#settings.set(container, split.settings);
    return container;
  }

  *#containers(spec: PodSpec): Generator<{ container: Container; json: ContainerJson; first: boolean }> {
    for (const [index, container] of this.#workload.containers.entries()) {
      const json = spec.containers[index];
      if (json !== undefined) yield { container, json, first: index === 0 };
    }
    for (const [index, container] of this.#workload.initContainers.entries()) {
      const json = spec.initContainers?.[index];
      if (json !== undefined) yield { container, json, first: false };
    }
  }

  #error(message: string): UserError {
    return new UserError({ subject: this.identity.subject, message });
  }
}

/** What Services, policies and affinities select the pods by. Works before the subclass has its fields. */
export function podSelector(workload: CdkWorkload): PodSelectorConfig {
  const labels: Record<string, string> = {};
  for (const key of [LABEL_NAME, LABEL_INSTANCE]) labels[key] = workload.podMetadata.getLabel(key) ?? '';
  const { namespace } = workload.metadata;
  return {
    labelSelector: LabelSelector.of({ labels }),
    namespaces: namespace === undefined ? undefined : { names: [namespace] },
  };
}

/** cdk8s-plus adds a startup probe to a container with `portNumber`; it kills what takes half a minute to start. */
function dropUnaskedStartup(json: ContainerJson, { portNumber }: Container): void {
  if (portNumber === undefined) return;
  const unasked = JSON.stringify({ failureThreshold: 3, tcpSocket: { port: portNumber } });
  if (JSON.stringify(json.startupProbe) === unasked) delete json.startupProbe;
}
