export { type ClusterStack, clusterTree } from './cluster-tree.ts';
export { findRoot } from './find-root.ts';
export { loadProject, type Project } from './load.ts';
export { resolvePart } from './parts.ts';
export { renderProject } from './render/render-project.ts';
export { type SynthResult, synth } from './synth.ts';
