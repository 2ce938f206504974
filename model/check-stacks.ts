import { didYouMean, type Problem } from './errors.ts';
import { repositoryProblem } from './image.ts';
import { type Lock, lockRing } from './lock.ts';
import type { ClusterModel, StackInEnvironment } from './resolved.ts';

/** Checks what only all stacks of an environment together can show: names, namespaces, dependencies. */
export function checkStacks(
  file: string,
  clusters: readonly ClusterModel[],
  stacks: readonly StackInEnvironment[],
  problems: Problem[],
): void {
  const names = new Map<string, StackInEnvironment>();
  for (const use of stacks) {
    if (names.has(use.stack.name))
      problems.push({
        subject: file,
        message: `stack "${use.stack.name}" is listed twice; list it once, and use overlays for single clusters`,
      });
    names.set(use.stack.name, use);
  }
  for (const cluster of clusters) {
    const owners = new Map<string, string>();
    for (const { stack } of runningOn(cluster, stacks)) {
      const owner = owners.get(stack.namespace);
      if (owner !== undefined && owner !== stack.name) {
        problems.push({
          subject: file,
          message: `namespace "${stack.namespace}" is claimed by the stacks ${owner} and ${stack.name}; give one of them another namespace`,
        });
      }
      owners.set(stack.namespace, stack.name);
    }
  }
  for (const { stack, clusters: places } of stacks) {
    for (const dependency of stack.dependsOn) {
      const use = names.get(dependency);
      if (use === undefined) {
        problems.push({
          subject: `${file}: ${stack.name}`,
          message: `dependsOn: "${dependency}" is no stack of this environment${didYouMean(dependency, names.keys())}; add it or drop the dependency`,
        });
        continue;
      }
      const missing = places.filter((place) => !use.clusters.includes(place)).map((place) => place.name);
      if (missing.length > 0)
        problems.push({
          subject: `${file}: ${stack.name}`,
          message: `dependsOn: "${dependency}" does not run on ${missing.join(', ')}, where ${stack.name} does; widen its .on(…)`,
        });
    }
  }
  const cycle = findCycle(names);
  if (cycle !== undefined)
    problems.push({
      subject: file,
      message: `dependsOn: ${cycle.join(' → ')} is a cycle; drop one of its dependencies`,
    });
}

function runningOn(cluster: ClusterModel, stacks: readonly StackInEnvironment[]): StackInEnvironment[] {
  return stacks.filter((use) => use.clusters.includes(cluster));
}

function findCycle(stacks: ReadonlyMap<string, StackInEnvironment>): string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): string[] | undefined => {
    const start = path.indexOf(name);
    if (start >= 0) return [...path.slice(start), name];
    if (done.has(name)) return undefined;
    for (const next of stacks.get(name)?.stack.dependsOn ?? []) {
      const cycle = visit(next, [...path, name]);
      if (cycle !== undefined) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of stacks.keys()) {
    const cycle = visit(name, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** Checks that the lock has a version of every image that a ring runs. */
export function checkImages(
  environment: string,
  file: string,
  lock: Lock,
  stacks: readonly StackInEnvironment[],
  problems: Problem[],
): void {
  for (const { stack, clusters } of stacks) {
    for (const ring of new Set(clusters.map((cluster) => cluster.ring))) {
      const { images } = lockRing(lock, ring);
      for (const repository of Object.values(stack.images)) {
        if (repositoryProblem(repository) !== undefined || Object.hasOwn(images, repository)) continue;
        problems.push({
          subject: file.replace(/\.[cm]?[jt]s$/, '.lock.json'),
          message: `ring ${ring} has no version of ${repository}, which stack ${stack.name} runs; add it with: stele images set ${environment}/ring-${ring} ${repository} <tag>@<digest>`,
        });
      }
    }
  }
}
