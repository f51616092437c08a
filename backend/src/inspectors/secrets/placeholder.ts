/** Names of values that are filled in later: variables of shells, templates and CI systems. */
const filledLater = /\$\{|\$\(|^\$\w|\{\{|<%|^%[\w(]|`|^<.*>$|^@\w+@$|^#\{/;
const standIn =
  /change.?me|replace.?me|place.?holder|example|dummy|sample|redacted|insert.?your|fill.?in|your[-_ ]|^your|my[-_]?(?:secret|token|password|key)|xxxx|\*\*\*\*|\.\.\.|to.?do|fixme|not.?a.?(?:real|secret)/i;
const nothing = /^(?:true|false|yes|no|on|off|none|null|nil|undefined|unset|empty|auto|default|\d{1,4})$/i;
const weak =
  /^(?:password|passwd|pass|secret|token|admin|root|test|testing|postgres|mysql|mariadb|redis|rabbitmq|guest|user|changeit|default|docker|dev|development|123456|12345678|qwerty|letmein)\d*$/i;

/** Whether a value stands for a secret that is put in its place elsewhere, or for none at all. */
export function isPlaceholder(value: string): boolean {
  if (value.length < 4 || filledLater.test(value) || standIn.test(value) || nothing.test(value)) return true;
  return new Set(value.slice(0, 200)).size <= 2;
}

/** A default that everybody knows: a secret in name only. */
export function isWeak(value: string): boolean {
  return weak.test(value);
}
