import { ruleSettingsSchema } from './rule-settings.ts';
import * as z from './z.ts';

const handle = z.string().regex(/^(@[A-Za-z0-9][A-Za-z0-9._/-]*|[^\s@#]+@[^\s@#]+)$/, {
  error: 'is no code owner; write @org/team, @user or an e-mail address',
});

/** `stele.config.ts`: this repository's own settings. */
export const configSchema = z.object({
  repository: z.object({
    /** Where Argo CD reads the manifests from. */
    url: z.string().regex(/^(https:\/\/|ssh:\/\/|file:\/\/\/|git@)[^\s'"`<>\\]+$/, {
      error: 'is no repository URL; write https://…, ssh://…, git@host:path or file:///…',
    }),
    /** The branch that Argo CD follows. */
    branch: z.string().regex(/^(?!\/|.*(?:\/\/|\.\.|@\{|\.lock$|\/$))[^\s~^:?*[\\\p{Cc}]+$/u, {
      error: 'is no branch name; write for example main',
    }),
  }),
  /**
   * Code owners by team, for CODEOWNERS.
   * @default `@<first part of the repository's path>/<team>`
   */
  owners: z.record(z.string(), z.array(handle).min(1)).default({}),
  /**
   * The team that owns what belongs to no stack: environments, locks, the pointers to stacks.
   * @default "platform"
   */
  platformTeam: z.dnsLabel().default('platform'),
  /**
   * Custom resources that live in no namespace, as `Kind.group`, beside the ones Stele knows.
   * @default none
   */
  clusterScoped: z
    .array(
      z.string().regex(/^[A-Z][A-Za-z0-9]*\.[a-z0-9.-]+$/, {
        error: 'is no kind; write Kind.group, for example Tenant.example.com',
      }),
    )
    .default([]),
  /**
   * Severities and parameters of rules, by their ids.
   * @default what each rule says
   */
  rules: ruleSettingsSchema.default({}),
  /**
   * A folder of rules of your own, one module with a default export of `defineRule` each, relative to this file.
   * @default none
   */
  ruleFolder: z
    .string()
    .regex(/^(?!\.\.?(\/|$))[\w.-]+(\/(?!\.\.?(\/|$))[\w.-]+)*$/, {
      error: 'is no folder of this repository; write for example policies',
    })
    .optional(),
  /**
   * The version of Stele up to which rules count in full: errors of later rules are warnings until it is raised.
   * @default all rules count in full
   */
  rulesSince: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, { error: 'is no version; write for example 1.4.0' })
    .optional(),
});

export type ConfigInput = z.input<typeof configSchema>;
export type Config = Readonly<z.output<typeof configSchema>>;

/** Declares the settings of a repository, in `stele.config.ts`: the default export. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}
