export type { ControllerGrant } from './grants.ts';
export { PolicyPack, type PolicyPackProps } from './policy-pack.ts';
export { Seal, type SealProps } from './seal.ts';
