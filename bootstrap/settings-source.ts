/** The configuration of a Pulumi stack, wherever it is read. */
export interface SettingsSource {
  /** The Pulumi stack, which is named like the cluster. */
  readonly stack: string;
  /** The names of everything that is set, without the name of the project in front. */
  keys(): readonly string[];
  /** The text of a setting, or undefined when it is not set. */
  get(key: string): string | undefined;
  /** Whether a setting is stored encrypted. */
  isSecret(key: string): boolean;
}

/** What the user types to set something: `< FILE` for texts of several lines. */
export function commandToSet(stack: string, key: string, secret: boolean, value = '< FILE'): string {
  return `pulumi config set ${secret ? '--secret ' : ''}--stack ${stack} ${key} ${value}`;
}
