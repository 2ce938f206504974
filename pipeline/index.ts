export { type ClusterObject, type ClusterStack, clusterTree, variantsOf } from './cluster-tree.ts';
export { findRoot } from './find-root.ts';
export { type LoadOptions, loadProject, type Project } from './load.ts';
export { type Part, resolvePart } from './parts.ts';
export { type RenderedProject, type RenderOptions, renderProject } from './render/render-project.ts';
export { type SynthOptions, type SynthResult, synth } from './synth.ts';
