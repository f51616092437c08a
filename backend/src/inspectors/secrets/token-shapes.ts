import { isPlaceholder } from './placeholder.ts';

/** Tokens that tell by their form what they are, as those who issue them document it. */
const shapes: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'GitHub token', pattern: /\bgh[pousr]_[A-Za-z0-9]{36,255}\b/g },
  { what: 'GitHub token', pattern: /\bgithub_pat_[A-Za-z0-9_]{60,255}\b/g },
  { what: 'GitLab token', pattern: /\bglpat-[\w-]{20,255}/g },
  { what: 'Slack token', pattern: /\bxox[abposr]-[A-Za-z0-9-]{10,255}/g },
  { what: 'AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g },
  { what: 'Stripe key', pattern: /\b[rs]k_live_[A-Za-z0-9]{20,255}\b/g },
  { what: 'npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { what: 'PyPI token', pattern: /\bpypi-[A-Za-z0-9_-]{70,512}/g },
  { what: 'Google API key', pattern: /\bAIza[\w-]{35}(?![\w-])/g },
  { what: 'SendGrid key', pattern: /\bSG\.[\w-]{22}\.[\w-]{43}(?![\w-])/g },
  { what: 'Hugging Face token', pattern: /\bhf_[A-Za-z]{34}\b/g },
  { what: 'Docker Hub token', pattern: /\bdckr_pat_[\w-]{27}(?![\w-])/g },
  { what: 'Vault token', pattern: /\bhvs\.[\w-]{24,255}/g },
  { what: 'API key', pattern: /\bsk-(?:ant|proj)-[\w-]{32,255}/g },
  { what: 'age key', pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{58}\b/g },
];
/** Three parts in base64: of use as a sign only where credentials are kept. */
const jwt = /(?<![\w-])eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{20,1000}/g;

export interface Token {
  readonly what: string;
  readonly value: string;
}

/** All tokens in a text, in time linear in its length. */
export function tokensIn(text: string, options: { readonly jwt?: boolean } = {}): Token[] {
  const all = options.jwt === true ? [...shapes, { what: 'JSON web token', pattern: jwt }] : shapes;
  return all.flatMap(({ what, pattern }) =>
    Array.from(text.matchAll(pattern), ([value]) => ({ what, value })).filter((token) => isReal(token.value)),
  );
}

/** Documentation is full of tokens of the right length that are none: `ghp_xxxx…`, `AKIAIOSFODNN7EXAMPLE`. */
function isReal(value: string): boolean {
  const secret = value.slice(4);
  return !isPlaceholder(value) && new Set(secret).size >= Math.min(8, secret.length / 2);
}
