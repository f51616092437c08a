import { isSpace } from '../characters.ts';

export interface LexedWord {
  readonly text: string;
  /** Where in the source what became the word starts and ends. */
  readonly start: number;
  readonly end: number;
}

interface Words {
  /** @param from where in the source it comes from */
  readonly add: (text: string, from: number) => void;
  /** As `add`, but white space ends words. */
  readonly addSplitting: (text: string, from: number) => void;
  readonly close: (end: number) => LexedWord[];
}

/**
 * Splits into words as BuildKit does. All levels of nesting share the word that is being written: what stands before
 * `${a:-b}` in the same word is lost there, though not in the expanded text. Heredocs are found so, and ports.
 */
export function wordSplitter(): { readonly open: () => Words } {
  let word = '';
  return {
    open: () => {
      word = '';
      const words: LexedWord[] = [];
      let start = 0;
      const end = (at: number) => {
        if (word !== '') words.push({ text: word, start, end: at });
        word = '';
      };
      const add = (text: string, from: number) => {
        if (word === '') start = from;
        word += text;
      };
      const addSplitting = (text: string, from: number) => {
        let at = 0;
        for (let i = 0; i < text.length; i++) {
          if (!isSpace(text.charCodeAt(i))) continue;
          if (i > at) add(text.slice(at, i), from);
          end(from);
          at = i + 1;
        }
        if (at < text.length) add(text.slice(at), from);
      };
      return {
        add,
        addSplitting,
        close: (at) => {
          end(at);
          return words;
        },
      };
    },
  };
}
