import { secretsAmong, secretsByForm } from './assignments.ts';
import { masked } from './masked.ts';
import { isPlaceholder, isWeak } from './placeholder.ts';
import { secrecyOf } from './secret-names.ts';
import { distinct, type SecretTrace } from './secret-trace.ts';
import { tokensIn } from './token-shapes.ts';
import { urlPasswordsIn } from './url-passwords.ts';

/** More of a command than that is not looked at. */
const looked = 64 << 10;

const inline = /(?:^|[\s;&|"'({]|-D)([A-Za-z_][\w.]{0,100})=["']?([^\s"';&|)]{4,2000})/g;
/** What is given to a command as a secret, by the option, header or setting before it. */
const given: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  {
    what: 'Authorization header',
    pattern: /\bAuthorization["']?\s{0,4}[:=]\s{0,4}["']?(?:Bearer|Basic|token)\s{1,4}([^\s"'\\]{8,2000})/gi,
  },
  {
    what: 'token in a header',
    pattern: /\b(?:X-Api-Key|Private-Token|Job-Token|X-Vault-Token|X-Auth-Token)\s{0,4}:\s{0,4}([^\s"'\\]{8,500})/gi,
  },
  {
    what: 'password option',
    pattern:
      /\s--?(?:password|passwd|passphrase|pass|token|auth-token|secret|api-key|secret-key)(?:=|\s{1,4})["']?([^\s"'-][^\s"']{3,500})/gi,
  },
  {
    what: 'password of curl',
    pattern: /\bcurl(?=\s)[^\n|;&]{0,400}?\s(?:-u|--user)[ =]?["']?[^\s:"']{1,100}:([^\s"']{4,200})/g,
  },
  { what: 'password of sshpass', pattern: /\bsshpass\s{1,4}-p\s{0,4}["']?([^\s"']{4,200})/g },
  { what: 'password of MySQL', pattern: /\bmysql(?:dump|admin)?(?=\s)[^\n|;&]{0,200}?\s-p([^\s"']{4,200})/g },
  { what: 'npm registry token', pattern: /_(?:authToken|auth|password)(?:=|\s{1,4})["']?([^\s"']{8,500})/g },
  {
    what: 'password piped to a login',
    pattern:
      /\becho\s{1,4}(?:-n\s{1,4})?["']?([^\s"'|]{8,500})["']?\s{0,4}\|\s{0,4}[\w.-]{1,40}\s[^\n|;&]{0,200}--password-stdin/g,
  },
];

/**
 * The command as it may be printed where others read it: each secret that is found in it is an ellipsis. What is longer
 * than what is looked at is cut off.
 */
export function withoutSecrets(command: string): string {
  const text = command.slice(0, looked);
  const values = [
    ...tokensIn(text, { jwt: true }).map(({ value }) => value),
    ...urlPasswordsIn(text).map(({ value }) => value),
    ...namedIn(text)
      .filter(({ name, value }) => secrecyOf(name, value) !== null)
      .map(({ value }) => value),
    ...given.flatMap(({ pattern }) => Array.from(text.matchAll(pattern), ([, value = '']) => value)),
  ].filter((value) => value !== '' && !value.startsWith('$'));
  // The longest first: a shorter one may be a part of it.
  const distinctValues = [...new Set(values)].sort((a, b) => b.length - a.length).slice(0, maxMasked);
  return distinctValues.reduce((shown, value) => shown.replaceAll(value, '…'), text);
}

/** A command with more than that is not fit to be printed anyway: each costs a pass over it. */
const maxMasked = 1000;

function namedIn(text: string) {
  return Array.from(text.matchAll(inline), ([, name = '', value = '']) => ({ name, value }));
}

/** Secrets that stand in a command: words that the shell fills in later are none. */
export function secretsInCommand(command: string): SecretTrace[] {
  const text = command.slice(0, looked);
  const named = namedIn(text);
  const asOptions = given.flatMap(({ what, pattern }) =>
    Array.from(text.matchAll(pattern), ([, value = '']) => value)
      .filter((value) => !value.startsWith('$') && !isPlaceholder(value))
      .map((value): SecretTrace => {
        return { kind: 'credentials', what, shown: masked(value), confidence: isWeak(value) ? 'possible' : 'likely' };
      }),
  );
  return distinct([...secretsByForm(text), ...secretsAmong(named), ...asOptions]);
}
