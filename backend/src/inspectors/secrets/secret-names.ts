import type { Confidence } from '../../inspection-answers.ts';
import { isPlaceholder, isWeak } from './placeholder.ts';

/** Names that are given to secrets only. */
const secretName =
  /(?:^|[_.-]|[a-z](?=[A-Z]))(?:token|secret|pass(?:word|wd|phrase)?|pwd|api[_-]?key|access[_-]?key|private[_-]?key|secret[_-]?key|signing[_-]?key|encryption[_-]?key|master[_-]?key|client[_-]?key[_-]?data|credentials?)$/i;
/** Names that are given to secrets, too. */
const perhapsName = /(?:_|-|\b)(?:key|auth|salt)$/i;
/** What these are about is public, or is not the secret but the way to it. */
const harmlessName =
  /public|pub_?key|gpg|pgp|fingerprint|keyserver|keyring|keyboard|^(?:old)?pwd$|^ssh_auth|max|min|^token$.*type|csrf_?token_?name|allow_empty|random_root|(?:trusted|host|known)_?key/i;

/** Values that say where something is, or which version it is. */
const pathValue = /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|file:)/;
const urlValue = /^[a-z][a-z0-9+.-]*:\/\//i;
const versionValue = /^v?\d+(?:\.\d+)+/;
const fingerprint = /^(?:[0-9A-F]{40}|[0-9a-f]{40}|(?:[0-9A-Fa-f]{4} *){10})$/;

/**
 * How sure it is that a named value is a secret, by what it is called and what it looks like.
 * @returns null where it is none
 */
export function secrecyOf(name: string, value: string): Confidence | null {
  if (harmlessName.test(name) || isPlaceholder(value)) return null;
  if (pathValue.test(value) || urlValue.test(value) || versionValue.test(value)) return null;
  if (secretName.test(name)) return isWeak(value) ? 'possible' : 'likely';
  if (!perhapsName.test(name) || value.length < 16 || /\s/.test(value) || fingerprint.test(value)) return null;
  return new Set(value).size >= 8 ? 'possible' : null;
}
