/**
 * What a text holds that can only be a credential, such as `a private key`, or undefined. By the published formats of the
 * tokens themselves, so that a finding needs no guess.
 * https://github.com/gitleaks/gitleaks and https://github.com/trufflesecurity/trufflehog know the same and more.
 */
export function credentialFormat(text: string): string | undefined {
  // nothing below is shorter
  if (text.length < 12) return undefined;
  return hasPassword(text) ? 'a password in a URL' : ANY.test(text) ? formatOf(text) : undefined;
}

/**
 * Each begins with text that nothing else begins with, and has a fixed number of characters after it: the time to search
 * grows with the text and no faster, whatever the text is.
 */
const FORMATS: readonly (readonly [what: string, pattern: string])[] = [
  ['a private key', String.raw`-----BEGIN [A-Z0-9 ]{0,20}PRIVATE KEY(?: BLOCK)?-----[\s\\A-Za-z0-9+/=:,.()-]{64}`],
  ['a private key', 'LS0tLS1CRUdJTi[A-Za-z0-9+/]{0,20}(?:UFJJVkFURSBLRV|BSSVZBVEUgS0VZ|QUklWQVRFIEtFW)'],
  ['an age secret key', 'AGE-SECRET-KEY-1[0-9A-Z]{58}'],
  ['an AWS access key', '(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])'],
  ['a GitHub token', '(?:gh[opsur]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{82})'],
  ['a GitLab token', 'gl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|agent)-[A-Za-z0-9_-]{20}'],
  ['a Slack token', '(?:xox[abeoprs]-[0-9A-Za-z-]{10}|xapp-[0-9]-[A-Z0-9]{8,16}-[0-9]{10})'],
  ['a Slack webhook', 'hooks[.]slack[.]com/(?:services|workflows)/T[A-Z0-9]{6,14}/[A-Z0-9]{6,14}/[A-Za-z0-9]{16}'],
  ['a Google API key', 'AIza[0-9A-Za-z_-]{35}'],
  ['a Google OAuth secret', 'GOCSPX-[A-Za-z0-9_-]{28}'],
  ['an Azure storage key', 'AccountKey=[A-Za-z0-9+/]{86}=='],
  ['a Stripe key', '[rs]k_live_[0-9A-Za-z]{20}'],
  ['an npm token', 'npm_[A-Za-z0-9]{36}'],
  ['a PyPI token', 'pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50}'],
  ['a Docker Hub token', 'dckr_(?:pat|oat)_[A-Za-z0-9_-]{27}'],
  ['a Vault token', 'hv[bs][.][A-Za-z0-9_-]{24}'],
  ['a Terraform token', '[A-Za-z0-9]{14}[.]atlasv1[.][A-Za-z0-9_=-]{60}'],
  ['a SendGrid key', 'SG[.][A-Za-z0-9_-]{22}[.][A-Za-z0-9_-]{43}'],
  ['an OpenAI key', 'sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,74}T3BlbkFJ[A-Za-z0-9_-]{20}'],
  ['an Anthropic key', 'sk-ant-[a-z]{3,5}[0-9]{2}-[A-Za-z0-9_-]{80}'],
  ['a Hugging Face token', 'hf_[A-Za-z]{34}(?![A-Za-z0-9])'],
  ['a DigitalOcean token', 'do[opr]_v1_[a-f0-9]{64}'],
  ['a Shopify token', 'shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}'],
  ['a Grafana token', '(?:glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}|glc_[A-Za-z0-9+/]{32})'],
  ['a JSON Web Token', 'eyJ[A-Za-z0-9_-]{10,2000}[.]eyJ[A-Za-z0-9_-]{10,4000}[.][A-Za-z0-9_-]{20}'],
];

// not in the middle of a word: base64 text holds every short word somewhere
const START = '(?<![A-Za-z0-9_-])';
const ANY = new RegExp(FORMATS.map(([, pattern]) => `${START}${pattern}`).join('|'));

function formatOf(text: string): string | undefined {
  for (const [what, pattern] of FORMATS) {
    const found = new RegExp(`${START}${pattern}`).exec(text);
    if (found !== null && !isExample(found[0])) return what;
  }
  return undefined;
}

/** Documentation has keys of its own: AWS uses AKIAIOSFODNN7EXAMPLE. */
function isExample(found: string): boolean {
  return found.endsWith('EXAMPLE') || /(.)\1{15}/.test(found);
}

const USER_AND_PASSWORD = /:\/\/([^\s:/@"'<>?#]{0,128}):([^\s/@"'<>?#]{1,256})@[A-Za-z0-9[]/g;
const NO_PASSWORD = /^(?:[$%{[(<].*|.*[)}>]|\*+|x+|\.+|:?(?:password|passwd|pass|pwd|user|token|secret)\d?)$/i;

function hasPassword(text: string): boolean {
  if (!text.includes('://')) return false;
  for (const [, , password = ''] of text.matchAll(USER_AND_PASSWORD)) {
    if (!NO_PASSWORD.test(password)) return true;
  }
  return false;
}
