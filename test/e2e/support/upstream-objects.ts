import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { loadAll } from 'js-yaml';
import type { Resource } from '../../../tools/cluster/api-client.ts';
import { binary } from '../../../tools/cluster/cluster.ts';
import { component, folderOf } from '../../../tools/component-cache.ts';

/** What the Application of Argo CD's own install makes of upstream's files, as Argo CD makes it. */
export function upstreamObjects(application: Resource): readonly Resource[] {
  const { path, kustomize } = application.spec.source;
  const { namespace } = application.spec.destination;
  const folder = mkdtempSync(join(tmpdir(), 'stele-upstream-'));
  try {
    // Kustomize takes no absolute paths
    const base = relative(folder, join(folderOf(component('argocd')), path));
    const kustomization = { resources: [base], namespace, patches: kustomize.patches };
    writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(kustomization));
    const { status, stdout, stderr } = spawnSync(binary('kustomize'), ['build', folder], {
      encoding: 'utf8',
      maxBuffer: 64 * 2 ** 20,
    });
    if (status !== 0) throw new Error(`kustomize: ${stderr}`);
    return loadAll(stdout) as unknown as readonly Resource[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
