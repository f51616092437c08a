/** What a person wrote as a command, in words as the engine takes them: no shell looks at it. */
export type CommandWords =
  | { readonly state: 'words'; readonly words: readonly string[] }
  | { readonly state: 'unclear'; readonly why: string };

/** Words between white space, with quotes and backslashes as a shell has them; or a list in JSON, as a Dockerfile has it. */
export function commandWords(text: string): CommandWords {
  const trimmed = text.trim();
  return trimmed.startsWith('[') ? listedWords(trimmed) : quotedWords(trimmed);
}

function listedWords(text: string): CommandWords {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every((word) => typeof word === 'string')) return { state: 'words', words: list };
  } catch {
    // Told below.
  }
  return { state: 'unclear', why: 'A list is written as in a Dockerfile: ["server", "--port", "80"].' };
}

function quotedWords(text: string): CommandWords {
  const words: string[] = [];
  let word: string | null = null;
  let quote: '"' | "'" | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (quote === "'" && letter !== "'") word += letter;
    else if (letter === '\\' && (quote === null || /["\\]/.test(text.charAt(at + 1)))) {
      at += 1;
      word = (word ?? '') + text.charAt(at);
    } else if (letter === quote) quote = null;
    else if (quote === null && (letter === '"' || letter === "'")) {
      quote = letter;
      word ??= '';
    } else if (quote === null && /\s/.test(letter)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + letter;
  }
  if (quote !== null) return { state: 'unclear', why: `A quotation mark ${quote} is opened and not closed.` };
  if (word !== null) words.push(word);
  return { state: 'words', words };
}
