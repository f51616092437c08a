/** Short secrets are not shown at all: their start would be half of them. */
const shortest = 20;

/** What may be shown of a secret: its start, where it is long, and its length. Nothing else leaves the reader. */
export function masked(secret: string): string {
  const length = `${secret.length} characters`;
  // The start could be anything; what is shown is to be one line.
  const start = secret.slice(0, 4);
  return secret.length >= shortest && /^[\x21-\x7e]{4}$/.test(start) ? `${start}… (${length})` : `… (${length})`;
}
