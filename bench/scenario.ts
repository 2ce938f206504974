/**
 * Runs one measured scenario in a process of its own and prints what it took as one line of JSON. What is compared runs
 * a tenth of its size first, so that the engine has compiled what both need.
 *
 * `node bench/scenario.ts <scenario> [size] [folder]`: files go to a folder of their own, which goes with the process, or
 * to the one named, which stays, so that a second process finds what the first has written.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { StackChart } from '../model/chart.ts';
import type { Project } from '../pipeline/load.ts';
import { takeObjects } from '../pipeline/render/finish.ts';
import { renderProject } from '../pipeline/render/render-project.ts';
import { renderStack } from '../pipeline/render/render-stack.ts';
import { synth } from '../pipeline/synth.ts';
import { PathTable } from '../pipeline/write/path-table.ts';
import { manifestPath } from '../pipeline/write/paths.ts';
import { writeTree } from '../pipeline/write/tree.ts';
import { treeFile } from '../pipeline/write/tree-file.ts';
import { fiveObjects } from './five.ts';
import { hardenedFleet, largeFleet, NEXT_VERSION, plainFleet } from './fleets.ts';
import { treeSize } from './tree-size.ts';

const TODAY = '2026-01-01';

const SCENARIOS: Readonly<Record<string, (size: number, folder: string) => object | Promise<object>>> = {
  /** What cdk8s itself does with N charts of five objects. */
  async cdk8s(charts, folder) {
    await synthCharts(charts / 10, join(folder, 'warm'));
    return synthCharts(charts, folder);
  },

  /** The same objects, N charts of five, through Stele's renderer and writer; in a folder that has them, unchanged. */
  async same(charts, folder) {
    await writeSame(charts / 10, join(folder, 'warm'));
    return writeSame(charts, folder);
  },

  /** The same objects by all of `stele synth`: with a Namespace, its policies and an Application for each chart. */
  async synth(charts, folder) {
    await synthTimed(plainFleet(charts / 10), join(folder, 'warm'));
    return synthTimed(plainFleet(charts), folder);
  },

  /** All of `stele synth` for N stacks of hardened applications: with namespaces, policies and Applications. */
  hardened: (stacks, folder) => synthTimed(hardenedFleet(stacks), folder),

  /** 300 clusters in 8 regions × 50 stacks: builds, files, and what an image change in one stack touches. */
  async fleet(_size, folder) {
    const cold = await synthTimed(largeFleet(), folder);
    const size = treeSize(join(folder, 'manifests'));
    const again = await synthTimed(largeFleet(), folder);
    const image = await synthTimed(largeFleet(NEXT_VERSION), folder);
    const added = await synthTimed(largeFleet(NEXT_VERSION, 1), folder);
    return { cold, again, image, added, size };
  },

  /** Rendering a fleet of 300 clusters, and its builds alone: the difference is what choosing variants costs. */
  async choose() {
    const project = largeFleet();
    const all = await timed(async () => ({ variants: (await renderProject(project)).variants }));
    const builds = await timed(() => {
      for (const { environment, use, clusters } of all.variants) {
        const [cluster] = clusters;
        if (cluster === undefined) throw new Error('a variant without clusters');
        const rest = { root: '/', namespaces: new Map(), clusterScoped: [], platformTeam: 'platform' };
        renderStack({ ...rest, environment, use, cluster, values: use.values }, []);
      }
      return { builds: all.variants.length };
    });
    return { total: all.milliseconds, builds: builds.builds, building: builds.milliseconds };
  },
};

function synthCharts(charts: number, outdir: string) {
  return timed(() => {
    const app = new App({ outdir });
    for (let index = 0; index < charts; index++) fiveObjects(new Chart(app, `app-${index}`), `app-${index}`);
    app.synth();
    return { charts };
  });
}

function writeSame(charts: number, folder: string) {
  const facts = hardenedFleet(1).environments[0]?.clusters[0]?.facts;
  if (facts === undefined) throw new Error('the fleet has no cluster');
  return timed(() => {
    const { written } = writeTree({ root: join(folder, 'manifests'), files: sameObjects(charts, facts) });
    return { written: written.length };
  });
}

function* sameObjects(charts: number, facts: StackChart['facts']) {
  for (let index = 0; index < charts; index++) {
    // as for a variant
    const table = new PathTable();
    const name = `app-${index}`;
    const chart = new StackChart(new App(), {
      stack: name,
      team: 'bench',
      platformTeam: 'platform',
      namespace: name,
      images: [],
      facts,
      namespaces: new Map(),
    });
    fiveObjects(chart, name);
    for (const object of takeObjects(chart, { source: 'bench/five.ts', clusterScoped: [] }, [])) {
      const path = manifestPath(`bench/ring-0/${name}/_all`, object);
      table.claim(path, name);
      yield treeFile({ path, object, source: 'bench/five.ts' });
    }
  }
}

function synthTimed(project: Project, folder: string) {
  const root = join(folder, 'manifests');
  return timed(async () => {
    const { manifests, builds, written, removed } = await synth(project, {
      parts: [],
      check: false,
      out: root,
      today: TODAY,
    });
    return { manifests, builds, written: written.length, removed: removed.length };
  });
}

/** Wall time, and the processor time of all threads: what a busy machine does not stretch. */
async function timed<T extends object>(
  work: () => T | Promise<T>,
): Promise<T & { readonly milliseconds: number; readonly processor: number }> {
  const before = process.cpuUsage();
  const started = performance.now();
  const result = await work();
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  return { ...result, milliseconds, processor: (user + system) / 1000 };
}

const [name = '', size = '0', kept] = process.argv.slice(2);
const scenario = SCENARIOS[name];
if (scenario === undefined) throw new Error(`no scenario ${name}; there are: ${Object.keys(SCENARIOS).join(', ')}`);
const folder = kept ?? mkdtempSync(join(tmpdir(), 'stele-bench-'));
try {
  const result = await scenario(Number(size), folder);
  // kilobytes on every platform: https://nodejs.org/api/process.html#processresourceusage
  console.log(JSON.stringify({ ...result, peakMiB: process.resourceUsage().maxRSS / 1024 }));
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}
