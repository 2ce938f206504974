import { UserError } from '../../model/errors.ts';
import { commandToSet } from '../settings-source.ts';

/** The image whose tag says which release of Argo CD runs. */
export const ARGOCD_IMAGE = 'quay.io/argoproj/argocd';

/** Upstream's install of a release, once plain and once highly available. */
export type InstallVariant = 'plain' | 'ha';

/** An install manifest, by where it is and what it is. */
export interface ManifestPin {
  readonly from: string;
  /** Hexadecimal SHA-256 of its bytes. */
  readonly sha256: string;
}

/**
 * The install manifests of the releases, by the tag of the image.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/installation/
 */
const RELEASES: Readonly<Record<string, Readonly<Record<InstallVariant, string>>>> = {
  'v3.5.3': {
    plain: '7efe2d6bbc03f63623640f1e4198f16c84009d510fb810ef71e56df1b7614ba9',
    ha: '9b93be301ff1a7897a00677cb9f530f395fb1bdd346219af4ba68a46144cd604',
  },
};

/** A release and the variant of its install, as one word: `v3.5.3/ha`. */
export interface Release {
  readonly tag: string;
  readonly variant: InstallVariant;
}

/**
 * The install manifest of a release.
 *
 * @param stack the Pulumi stack that it is for, in errors
 * @throws UserError when the release is not known here
 */
export function manifestPin(release: Release, stack: string): ManifestPin {
  const { tag, variant } = release;
  const sha256 = Object.hasOwn(RELEASES, tag) ? RELEASES[tag]?.[variant] : undefined;
  if (sha256 === undefined) {
    throw new UserError({
      subject: `Argo CD ${tag}`,
      message:
        `has no install manifest that is known here; set one: ${commandToSet(stack, 'manifest', false, 'URL')}, ` +
        `and ${commandToSet(stack, 'manifestSha256', false, 'SHA256')}; known: ${Object.keys(RELEASES).join(', ')}`,
    });
  }
  return { from: manifestAddress(release), sha256 };
}

/** Where upstream has the install manifest of a release. */
export function manifestAddress({ tag, variant }: Release): string {
  const file = variant === 'ha' ? 'ha/install.yaml' : 'install.yaml';
  return `https://raw.githubusercontent.com/argoproj/argo-cd/${tag}/manifests/${file}`;
}

/** Writes a release as one word. */
export function releaseText({ tag, variant }: Release): string {
  return `${tag}/${variant}`;
}

/** Reads what `releaseText` wrote; undefined when it is anything else. */
export function parseRelease(text: string): Release | undefined {
  const match = /^([\w.-]+)\/(plain|ha)$/.exec(text);
  return match === null ? undefined : { tag: match[1] ?? '', variant: match[2] === 'ha' ? 'ha' : 'plain' };
}
