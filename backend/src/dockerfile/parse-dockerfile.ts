import { skipSpace, trimSpace } from './characters.ts';
import { isEscapeCharacter, readDirective } from './directives.ts';
import { ErrorList, quoted } from './error-list.ts';
import { findHeredocWords, type HeredocWord } from './heredoc-words.ts';
import { type JoinedLine, joinPieces } from './joined-line.ts';
import { lineAt } from './lines.ts';
import { type InstructionRead, mayHaveHeredocs, type Problem, readInstruction } from './read-instruction.ts';
import type { Comment, Directive, Dockerfile, EscapeCharacter, Heredoc, Instruction, Range } from './syntax.ts';
import { commentStart, continuationAt, TextLines } from './text-lines.ts';

/** UTF-16 units of a file that is read; the longest that people wrote have some ten thousand. */
export const maxDockerfileLength = 2 ** 21;
const maxInstructions = 100_000;
const none: readonly never[] = [];

/**
 * Reads a Dockerfile as BuildKit's parser does. Unlike there reading goes on after an error; a heredoc that is never
 * ended takes the rest of the file, here as there.
 * @param text bytes that are no UTF-8 as lone surrogates (`decodeName` of paths/path-bytes.ts)
 */
export function parseDockerfile(text: string): Dockerfile {
  if (text.length <= maxDockerfileLength) return new Parser(text).parse();
  const errors = new ErrorList([0]);
  errors.add(
    { start: 0, end: 0 },
    `the file is longer than ${maxDockerfileLength} characters`,
    'Longer files are not read.',
  );
  return { text, escape: '\\', directives: [], instructions: [], comments: [], errors: errors.errors, lineStarts: [0] };
}

class Parser {
  readonly #lines: TextLines;
  readonly #errors: ErrorList;
  readonly #directives: Directive[] = [];
  readonly #instructions: Instruction[] = [];
  readonly #comments: Comment[] = [];
  #escape: EscapeCharacter = '\\';
  #directivesEnded = false;
  /** Comment lines that may describe the next instruction. */
  #descriptions: string[] = [];

  constructor(text: string) {
    this.#lines = new TextLines(text);
    this.#errors = new ErrorList(this.#lines.starts);
  }

  parse(): Dockerfile {
    const { text, starts } = this.#lines;
    for (const { line, maxBytes } of this.#lines.tooLong()) {
      const message = `dockerfile line greater than max allowed size of ${maxBytes}`;
      this.#errors.add(line, message, 'Break the line, or put the content into a file that is copied.');
    }
    while (!this.#lines.atEnd && this.#instructions.length < maxInstructions) this.#readLine();
    if (!this.#lines.atEnd) {
      const message = `the file has more than ${maxInstructions} instructions`;
      this.#errors.add(this.#lines.content(this.#lines.next), message, 'From here on it is not read.');
    } else if (this.#instructions.length === 0) {
      this.#errors.add({ start: 0, end: 0 }, 'file with no instructions', 'A Dockerfile starts with FROM.');
    }
    return {
      text,
      escape: this.#escape,
      directives: this.#directives,
      instructions: this.#instructions,
      comments: this.#comments,
      errors: this.#errors.errors,
      lineStarts: starts,
    };
  }

  #readLine(): void {
    const { text, next } = this.#lines;
    const start = this.#lines.startOf(next);
    const end = this.#lines.endOf(next);
    const first = skipSpace(text, start, end);
    const directive = !this.#directivesEnded && this.#readDirective(first, end);
    if (text[first] === '#' && first < end) {
      if (!directive) this.#readComment(start, first, end);
      this.#lines.next++;
    } else if (first === end) this.#lines.next++;
    else this.#readInstruction({ start: first, end });
  }

  #readDirective(first: number, end: number): boolean {
    const line = this.#lines.next + 1;
    const read = readDirective(this.#lines.text, first, end, line, this.#directives);
    if (read.kind === 'none') this.#directivesEnded = true;
    if (read.kind === 'repeated') {
      const message = `only one ${read.name} parser directive can be used`;
      this.#errors.add({ start: first, end }, message, 'Remove one of the two lines.');
    }
    if (read.kind !== 'directive') return false;
    const { directive } = read;
    this.#directives.push(directive);
    if (directive.name !== 'escape') return true;
    if (isEscapeCharacter(directive.value)) this.#escape = directive.value;
    else {
      const message = `invalid escape token '${directive.value.slice(0, 80)}' does not match \` or \\`;
      this.#errors.add(directive.valueRange, message, 'Write # escape=` or # escape=\\.');
    }
    return true;
  }

  #readComment(lineStart: number, start: number, end: number): void {
    const { text, next } = this.#lines;
    this.#comments.push({ start, end, text: trimSpace(text.slice(start + 1, end)), line: next + 1 });
    // As in BuildKit: of a comment that is indented, the `#` is a part of the description.
    const description = trimSpace(text.slice(lineStart + 1, end));
    if (description === '') this.#descriptions = [];
    else this.#descriptions.push(description);
  }

  #readInstruction(first: Range): void {
    const startLine = this.#lines.next + 1;
    const line = this.#joinLines(first);
    const read = readInstruction(line, this.#escape, this.#addProblem);
    const heredocs = mayHaveHeredocs(read) && line.text.includes('<<') ? this.#readHeredocs(line) : none;
    const endLine = this.#lines.next;
    const end = this.#lines.endOf(endLine - 1);
    const onbuild = read.onbuild === null ? null : this.#placeTrigger(read.onbuild, endLine);
    const comments = this.#descriptions;
    if (comments.length > 0) this.#descriptions = [];
    this.#instructions.push({
      start: first.start,
      end,
      keyword: read.keyword,
      name: read.name,
      keywordRange: read.keywordRange,
      startLine,
      endLine,
      joined: read.joined,
      pieces: read.pieces,
      flags: read.flags,
      argument: read.argument,
      values: read.values,
      json: read.json,
      heredocs,
      onbuild,
      comments: comments.length > 0 ? comments : none,
    });
  }

  readonly #addProblem = (problem: Problem): void => {
    this.#errors.add(problem, problem.message, problem.hint);
  };

  /** The instruction behind ONBUILD; heredocs and comments are those of the ONBUILD. */
  #placeTrigger(read: InstructionRead, endLine: number): Instruction {
    const startLine = lineAt(this.#lines.starts, read.start);
    const onbuild = read.onbuild === null ? null : this.#placeTrigger(read.onbuild, endLine);
    return { ...read, startLine, endLine, onbuild, heredocs: none, comments: none };
  }

  /** The lines of an instruction, of which each but the last ends with the continuation character. */
  #joinLines(first: Range): JoinedLine {
    const { text } = this.#lines;
    const pieces: Range[] = [];
    let continued = this.#addPiece(pieces, first);
    this.#lines.next++;
    while (continued && !this.#lines.atEnd) {
      const line = this.#lines.content(this.#lines.next++);
      const comment = commentStart(text, line);
      if (comment !== -1) {
        const content = trimSpace(text.slice(comment + 1, line.end));
        this.#comments.push({ start: comment, end: line.end, text: content, line: this.#lines.next });
      } else if (skipSpace(text, line.start, line.end) < line.end) continued = this.#addPiece(pieces, line);
    }
    return joinPieces(text, pieces);
  }

  /** @returns whether the next line belongs to it too */
  #addPiece(pieces: Range[], line: Range): boolean {
    const at = continuationAt(this.#lines.text, line, this.#escape);
    pieces.push(at === -1 ? line : { start: line.start, end: at });
    return at !== -1;
  }

  #readHeredocs(line: JoinedLine): Heredoc[] {
    const found = findHeredocWords(line);
    if (found.kind === 'wrong') {
      this.#errors.add(found.range, found.why, 'Write <<EOF, or <<"EOF" to have nothing in it expanded.');
      return [];
    }
    return found.words.map((word) => this.#readHeredoc(word));
  }

  #readHeredoc({ range, ...word }: HeredocWord): Heredoc {
    const { text } = this.#lines;
    const start = this.#lines.startOf(this.#lines.next);
    while (!this.#lines.atEnd) {
      const line = this.#lines.content(this.#lines.next++);
      let from = line.start;
      while (word.chomp && text[from] === '\t') from++;
      if (line.end - from !== word.name.length || !text.startsWith(word.name, from)) continue;
      const body = { start, end: line.start };
      return { ...range, ...word, content: text.slice(start, line.start), body, terminator: line };
    }
    this.#errors.add(range, 'unterminated heredoc', `Add a line that is only ${quoted(word.name)}.`);
    const end = text.length;
    return { ...range, ...word, content: text.slice(start), body: { start, end }, terminator: null };
  }
}
