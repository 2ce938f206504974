/**
 * The program of `cdk8s.yaml`: `npx cdk8s synth` writes what `stele synth` renders to `.cdk8s`, one file per cluster and
 * stack, for tools that read the output of cdk8s. `manifests/` is neither read nor written.
 */
import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { KubeObject } from '../model/kube.ts';
import { applyStackWaivers } from '../pipeline/check/stack-waivers.ts';
import { findRoot, loadProject, renderProject } from '../pipeline/index.ts';
import { pointers } from '../pipeline/pointers/index.ts';

const project = await loadProject(findRoot(process.cwd()));
const rendered = await renderProject(project);
// whatever the day is: it decides about warnings only
const { variants } = applyStackWaivers(rendered.variants, project.rules, '1970-01-01');

// cdk8s's own default is dist, which is the package here
const app = new App({ outdir: process.env.CDK8S_OUTDIR ?? '.cdk8s' });
for (const environment of project.environments) {
  const own = variants.filter((variant) => variant.environment === environment);
  const manifests = pointers(environment, own, project.config);
  for (const { name } of environment.clusters) {
    const cluster = new Construct(app, name);
    const folder = `${environment.name}/_clusters/${name}/`;
    const pointing = manifests.filter(({ path }) => path.startsWith(folder)).map(({ object }) => object);
    addChart(cluster, '_cluster', pointing);
    for (const { use, clusters, rendering } of own) {
      if (clusters.some((place) => place.name === name)) addChart(cluster, use.stack.name, rendering.objects);
    }
  }
}
app.synth();

/** The finished objects as they are: what cdk8s could still do to them has been done. */
function addChart(scope: Construct, id: string, objects: readonly KubeObject[]): void {
  const chart = new Chart(scope, id);
  for (const [index, object] of objects.entries()) new ApiObject(chart, String(index), object);
}
