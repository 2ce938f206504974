import type { TreeFile } from '../../../pipeline/write/tree-file.ts';
import { contentNamed, renderedIn } from './temporary-tree.ts';

/**
 * A tree that differs from that of every other generation: each file's content, a content-named object per folder, and
 * every third file's place.
 */
export function crashTree(generation: number, files: number): TreeFile[] {
  return Array.from({ length: files }, (_, index) => {
    const folder = `prod/ring-0/stack-${index % 40}/${index % 3 === 0 ? `v${generation % 2}` : '_all'}`;
    if (index < 40) return renderedIn(folder, contentNamed(`site-${index}`, `generation ${generation % 4}`));
    const data = { generation: String(generation % 4), text: 'x'.repeat(4_000) };
    const metadata = { name: `file-${index}`, namespace: 'shop' };
    return renderedIn(folder, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
  }).flat();
}
