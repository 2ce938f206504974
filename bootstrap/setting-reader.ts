import { didYouMean, type Problem } from '../model/errors.ts';
import { commandToSet, type SettingsSource } from './settings-source.ts';

/** Every setting there is. */
export const SETTINGS = [
  'kubeconfig',
  'repositoryAccess',
  'deployKey',
  'token',
  'tokenUser',
  'githubAppId',
  'githubAppInstallationId',
  'githubAppKey',
  'githubApi',
  'knownHosts',
  'certificate',
  'manifest',
  'manifestSha256',
  'adopt',
  'clusterKubeconfig',
  'clusterAuth',
] as const;

export type SettingName = (typeof SETTINGS)[number];

/** What is wrong with a text, which never repeats it, or undefined when nothing is. */
export type Check = (text: string) => string | undefined;

/** Reads settings one by one. What is missing or wrong goes to the problems, with the command that sets it. */
export class SettingReader {
  readonly #source: SettingsSource;
  readonly #problems: Problem[];

  constructor(source: SettingsSource, problems: Problem[]) {
    this.#source = source;
    this.#problems = problems;
  }

  /** A setting that may be left out. A blank one counts as left out. */
  optional(key: SettingName, check?: Check): string | undefined {
    const text = this.#source.get(key);
    if (text === undefined || text.trim() === '') return undefined;
    const problem = check?.(text);
    if (problem !== undefined) this.#say(`${key}: ${problem}`);
    return text;
  }

  /** A setting that has to be there. */
  required(key: SettingName, value: string, check?: Check): string {
    return this.optional(key, check) ?? this.#missing(key, false, value);
  }

  /** A setting that has to be there, and encrypted. */
  secret(key: SettingName, value: string, check?: Check): string {
    const text = this.optional(key, check);
    if (text === undefined) return this.#missing(key, true, value);
    if (!this.#source.isSecret(key)) {
      this.#say(`${key}: is stored in clear; revoke it, and set a new one with: ${this.#command(key, true, value)}`);
    }
    return text;
  }

  /** A setting of a few values. */
  choice<const C extends string>(key: SettingName, choices: readonly C[], standard: NoInfer<C>): C {
    const text = this.optional(key);
    if (text === undefined) return standard;
    const found = choices.find((choice) => choice === text);
    if (found === undefined) this.#say(`${key}: "${text}" is none of ${choices.join(', ')}`);
    return found ?? standard;
  }

  /** Says what is wrong with a setting that could be read. */
  refuse(message: string): void {
    this.#say(message);
  }

  /** Says which settings are none: a slip of the pen would be read as something that is not set. */
  refuseUnknown(): void {
    for (const key of this.#source.keys()) {
      if (SETTINGS.some((name) => name === key)) continue;
      this.#say(`${key}: is no setting${didYouMean(key, SETTINGS)}; settings: ${SETTINGS.join(', ')}`);
    }
  }

  #missing(key: SettingName, secret: boolean, value: string): string {
    this.#say(`has no ${key}; set it with: ${this.#command(key, secret, value)}`);
    return '';
  }

  #command(key: SettingName, secret: boolean, value: string): string {
    return commandToSet(this.#source.stack, key, secret, value);
  }

  #say(message: string): void {
    this.#problems.push({ subject: `Pulumi stack "${this.#source.stack}"`, message });
  }
}
