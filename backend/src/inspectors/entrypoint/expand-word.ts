import type { ShellWord } from '../../dockerfile/shell/shell-syntax.ts';

/** What a shell knows when it reads a word. */
export interface ShellValues {
  /** Null for what only the running container knows. */
  readonly variables: ReadonlyMap<string, string | null>;
  /** `$0`, then `$1`… */
  readonly positional: readonly string[];
}

const maxLength = 65_536;

/**
 * The words that a word becomes, as far as variables tell: `"$@"` becomes many, an unquoted empty variable none.
 * @returns null where it depends on commands, files or what only the running container knows
 */
export function expandWord({ kind, value, text }: ShellWord, values: ShellValues): readonly string[] | null {
  if (kind === 'literal') return [value];
  if (kind === 'pattern') return null;
  if (/^"?\$[@*]"?$|^"?\$\{[@*]\}"?$/.test(text)) return values.positional.slice(1);
  const expanded = expandText(text, values);
  if (expanded === null) return null;
  return expanded.quoted ? [expanded.text] : expanded.text.split(/\s+/).filter((word) => word !== '');
}

function expandText(text: string, values: ShellValues): { text: string; quoted: boolean } | null {
  let result = '';
  let quoted = false;
  let inDouble = false;
  for (let at = 0; at < text.length && result.length < maxLength; ) {
    const character = text[at] ?? '';
    if (character === '"') {
      inDouble = !inDouble;
      quoted = true;
      at++;
    } else if (character === "'" && !inDouble) {
      const end = text.indexOf("'", at + 1);
      if (end === -1) return null;
      result += text.slice(at + 1, end);
      quoted = true;
      at = end + 1;
    } else if (character === '\\') {
      result += text[at + 1] ?? '';
      at += 2;
    } else if (character === '$') {
      const variable = /^\$(?:([A-Za-z_]\w*|\d)|\{([A-Za-z_]\w*|\d)(?:(:?[-+])([^${}`'"\\]*))?\})/.exec(
        text.slice(at, at + 4096),
      );
      if (variable === null) return null;
      const [whole, plain, braced, operator, operand = ''] = variable;
      const found = variableIn(plain ?? braced ?? '', values);
      if (found === null) return null;
      result += withDefault(found, operator, operand);
      at += whole.length;
    } else if (character === '`' || (!inDouble && /[*?[~{]/.test(character))) return null;
    else {
      result += character;
      at++;
    }
  }
  return { text: result, quoted };
}

function withDefault(found: string | undefined, operator: string | undefined, operand: string): string {
  const isSet = operator?.startsWith(':') ? found !== undefined && found !== '' : found !== undefined;
  if (operator?.endsWith('-')) return isSet ? (found ?? '') : operand;
  if (operator?.endsWith('+')) return isSet ? operand : '';
  return found ?? '';
}

/** Undefined for what is not set, null for what is not known. */
function variableIn(name: string, { variables, positional }: ShellValues): string | undefined | null {
  return /^\d$/.test(name) ? positional[Number(name)] : variables.get(name);
}
