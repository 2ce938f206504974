export { Claim, type ClaimProps } from './claim.ts';
export { type ConfigValue, ImmutableConfig, type ImmutableConfigProps } from './immutable-config.ts';
export { type RemoteSecret, SecretReference, type SecretReferenceProps } from './secret-reference.ts';
export { text } from './text.ts';
