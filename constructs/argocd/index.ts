export { AppProject, type AppProjectProps } from './app-project.ts';
export { Application, type ApplicationProps, type Deploys, type UpstreamSource } from './application.ts';
export { ApplicationSet, type ApplicationSetProps } from './application-set.ts';
export { confirmDeletion } from './confirm.ts';
export { keepOnPrune } from './keep.ts';
export { IN_CLUSTER, MANIFESTS } from './place.ts';
export { type AppProjectObject, projectObject, projectSpec } from './project.ts';
export { pointerName, ROOT, rootApplication, rootProject } from './root.ts';
export { stackApplication } from './stack-application.ts';
