import * as z from './z.ts';

const choice = z.object({
  /** @default the rule's own */
  severity: z.enum(['error', 'warning', 'advice', 'off']).optional(),
  /** @default the rule's own */
  parameters: z.record(z.string(), z.unknown()).optional(),
});

/** What `stele.config.ts` says of rules, by their ids: for all environments, and for those of one tier. */
export const ruleSettingsSchema = z.record(
  z.string(),
  choice.extend({
    tiers: z
      .object({ development: choice.optional(), staging: choice.optional(), production: choice.optional() })
      .optional(),
  }),
);

export type RuleSettings = Readonly<z.output<typeof ruleSettingsSchema>>;
