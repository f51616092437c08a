/** A piece of a file name: text as it is, or something that would not be seen, written so that it is. */
export interface NamePiece {
  readonly kind: 'text' | 'escape';
  readonly text: string;
}

/**
 * Characters that hide, move or fake other text: controls, lone surrogates, line and paragraph separators, every white
 * space but the plain one, and all that is drawn as nothing (Unicode's Default_Ignorable_Code_Point, with the
 * bidirectional controls of UAX #9 among them) except where it joins or styles an emoji.
 */
const unseen =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u2800\ufff9-\ufffb]|(?! )\p{Zs}|(?!\u200d|\ufe0e|\ufe0f)\p{DI}|(?<!\p{ExtPict}|\p{EMod}|\ufe0f)\u200d/u;
const unseenPieces = new RegExp(`(${unseen.source})`, 'gu');

/**
 * A name as it may be shown. Bytes that are not UTF-8 arrive as U+DC80–U+DCFF (PEP 383) and are written as the byte,
 * `\xff`. Spaces at either end are written out, as they cannot be seen there.
 */
export function visiblePieces(name: string): readonly NamePiece[] {
  const pieces: NamePiece[] = [];
  let start = 0;
  let end = name.length;
  while (start < end && name[start] === ' ') start += 1;
  while (end > start && name[end - 1] === ' ') end -= 1;
  if (start > 0) pieces.push({ kind: 'escape', text: '\\x20'.repeat(start) });
  for (const part of name.slice(start, end).split(unseenPieces)) {
    if (part === '') continue;
    pieces.push(unseen.test(part) ? { kind: 'escape', text: escaped(part) } : { kind: 'text', text: part });
  }
  if (end < name.length) pieces.push({ kind: 'escape', text: '\\x20'.repeat(name.length - end) });
  return pieces;
}

/** The text of a file, many lines of it: laid out as it is, but for what hides or moves other text. */
export function visibleText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(unseenPieces, (part) => (/[\t\n\p{Zs}]/u.test(part) ? part : escaped(part)));
}

/** The same as one string, for tooltips and accessible names. */
export function visibleName(name: string): string {
  if (!unseen.test(name) && !name.startsWith(' ') && !name.endsWith(' ')) return name;
  return visiblePieces(name)
    .map((piece) => piece.text)
    .join('');
}

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const named = short[character];
  if (named !== undefined) return named;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`;
  if (code <= 0x7f) return `\\x${hex(code, 2)}`;
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 0)}}`;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}
