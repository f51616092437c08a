import { masked } from './masked.ts';
import { secrecyOf } from './secret-names.ts';
import type { SecretTrace } from './secret-trace.ts';
import { tokensIn } from './token-shapes.ts';
import { urlPasswordsIn } from './url-passwords.ts';

export interface Assignment {
  readonly name: string;
  readonly value: string;
}

const longestLine = 8 << 10;
const assignment = /^["':]{0,2}([A-Za-z_][\w.-]{0,120})["']?[ \t]*(?:=>|[:=])[ \t]*(.*)$/;
const jsonPair = /"([A-Za-z_][\w.-]{0,120})"\s{0,20}:\s{0,20}"([^"\\]{4,4096})"/g;

/** Names with values, as `.env`, INI, properties, YAML, TOML and JSON write them: line by line, nothing expanded. */
export function assignmentsIn(text: string): Assignment[] {
  const found: Assignment[] = [];
  for (const raw of text.split(/\r?\n/)) {
    if (raw.length > longestLine) continue;
    const line = raw.trim().replace(/^(?:export|set|-)\s+/, '');
    const [, name, value] = assignment.exec(line) ?? [];
    if (name !== undefined && value !== undefined) found.push({ name, value: unquoted(value) });
  }
  for (const [, name = '', value = ''] of text.matchAll(jsonPair)) found.push({ name, value });
  return found;
}

function unquoted(value: string): string {
  const quote = value[0];
  if (quote === '"' || quote === "'") {
    const end = value.indexOf(quote, 1);
    return value.slice(1, end === -1 ? undefined : end);
  }
  return value.replace(/\s+[#;].*$/, '').replace(/,$/, '');
}

/** Secrets among named values. */
export function secretsAmong(assignments: readonly Assignment[]): SecretTrace[] {
  return assignments.flatMap(({ name, value }) => {
    const confidence = secrecyOf(name, value);
    if (confidence === null) return [];
    return [{ kind: 'credentials', what: `value of ${name}`, shown: masked(value), confidence }];
  });
}

/** Tokens that tell by their form what they are, and passwords in URLs. */
export function secretsByForm(text: string, options: { readonly jwt?: boolean } = {}): SecretTrace[] {
  return [
    ...tokensIn(text, options).map(({ what, value }): SecretTrace => {
      return { kind: 'credentials', what, shown: masked(value), confidence: 'certain' };
    }),
    ...urlPasswordsIn(text).map(({ scheme, host, value }): SecretTrace => {
      return {
        kind: 'credentials',
        what: `password for ${scheme}://${host}`,
        shown: masked(value),
        confidence: 'likely',
      };
    }),
  ];
}
