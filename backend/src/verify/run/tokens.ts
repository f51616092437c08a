export interface Kind {
  readonly id: string;
  readonly what: string;
  fits(token: string): boolean;
}

/** What runs of the original say differently is told by what it looks like; the variant's must look like it, too. */
const kinds: readonly Kind[] = [
  { id: 'varying-uuid', what: 'UUIDs', fits: (token) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(token) },
  { id: 'varying-number', what: 'numbers', fits: (token) => /^[+-]?\d+(?:\.\d+)?$/.test(token) },
  { id: 'varying-hex', what: 'hexadecimal IDs', fits: (token) => /^(?:0x)?[0-9a-f]{6,}$/i.test(token) },
  { id: 'varying-token', what: 'random names', fits: (token) => /^[\w.~+-]{6,}$/.test(token) },
  { id: 'varying-text', what: 'other text', fits: () => true },
];

/** Cut where tokens meet; what stands between them is kept, too. */
export const separators = /([\s<>"'`,;=&?/()[\]{}|:]+)/;

/**
 * Whether a line of the variant says what is the same in both lines of the original, and the like where they differ.
 * @returns what differs between the lines of the original; null where it does not
 */
export function fitsPattern(line: string, line2: string, line3: string): readonly Kind[] | null {
  const [tokens, tokens2, tokens3] = [line.split(separators), line2.split(separators), line3.split(separators)];
  if (tokens.length !== tokens2.length || tokens3.length !== tokens.length) return null;
  const differing: Kind[] = [];
  for (const [i, token] of tokens.entries()) {
    const [token2 = '', token3 = ''] = [tokens2[i], tokens3[i]];
    if (token === token2) {
      if (token3 !== token) return null;
      continue;
    }
    const kind = kinds.find(({ fits }) => fits(token) && fits(token2));
    if (kind === undefined || !kind.fits(token3)) return null;
    differing.push(kind);
  }
  return differing;
}

/** What two lines have in the same places. */
export function steadyPart(line: string, line2: string): string {
  const tokens2 = line2.split(separators);
  return line
    .split(separators)
    .filter((token, i) => token === tokens2[i])
    .join('');
}
