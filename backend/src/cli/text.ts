/** A file name as it can be shown on a terminal: what would move the cursor or change colours is escaped. */
export function terminalText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** Columns of text under each other; those whose title starts with `>` to the right. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [titles.map((title) => title.replace('>', '')), ...rows];
  const widths = titles.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          if (titles[column]?.startsWith('>')) return cell.padStart(width);
          return column === line.length - 1 ? cell : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What a terminal of the usual width shows in one line. */
const columns = 80;

/**
 * Words in lines that fit, the further ones as far in as the first one's text.
 * @param first what the first line begins with, of the width of what is to stand before the others
 */
export function wrapped(text: string, first: string): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(' ')) {
    const fresh = line.length === first.length;
    if (!fresh && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = ' '.repeat(first.length) + word;
    } else line += fresh ? word : ` ${word}`;
  }
  return [...lines, line].map((one) => one.trimEnd());
}
