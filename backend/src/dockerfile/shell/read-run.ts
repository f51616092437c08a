import { readHeredocWord } from '../heredoc-words.ts';
import { joinPieces, partsIn } from '../joined-line.ts';
import type { Dockerfile, Heredoc, Instruction, Range, Value } from '../syntax.ts';
import { readScript } from './read-script.ts';
import type { ShellScript } from './shell-syntax.ts';

export type RunRead =
  | { readonly kind: 'commands'; readonly script: ShellScript }
  /** Another shell than sh or bash, no shell, or what could not be understood. */
  | { readonly kind: 'left-alone'; readonly why: string };

const posixShells: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash']);

/**
 * Reads the commands of a RUN, of CMD, ENTRYPOINT or HEALTHCHECK in shell form, or of the RUN behind ONBUILD.
 * @param shell what SHELL says there, or the base image; null for `/bin/sh -c`
 */
export function readRun({ text }: Dockerfile, instruction: Instruction, shell: readonly string[] | null): RunRead {
  const { heredocs } = instruction;
  const run = instruction.onbuild ?? instruction;
  if (run.json) return leftAlone('it is written as a JSON array, which no shell reads');
  const program = (shell?.[0] ?? 'sh').split(/[\\/]/).at(-1) ?? '';
  if (!posixShells.has(program.toLowerCase().replace(/\.exe$/, ''))) {
    return leftAlone(`its shell is ${JSON.stringify(program)}, whose commands are not read`);
  }
  const commands = run.values[run.name === 'HEALTHCHECK' ? 1 : 0];
  if (commands === undefined) return leftAlone('it has no commands');
  const source = joinPieces(text, piecesOf(text, run, commands, heredocs));
  if (heredocs.length > 0 && source.text.startsWith('#!')) {
    return leftAlone('its heredoc names its own interpreter with #!');
  }
  const read = readScript(source);
  return read.kind === 'commands' ? read : leftAlone(read.why);
}

function leftAlone(why: string): RunRead {
  return { kind: 'left-alone', why };
}

/** What BuildKit gives to the shell: a heredoc alone is the commands; else it comes after the line that names it. */
function piecesOf(text: string, run: Instruction, commands: Value, heredocs: readonly Heredoc[]): Range[] {
  const [first] = heredocs;
  const alone = first !== undefined && typeof (readHeredocWord(commands.text) ?? '') !== 'string';
  if (alone) return first.chomp ? withoutTabs(text, first.body) : [first.body];
  const pieces = partsIn(run.pieces, commands);
  for (const { name, body, terminator } of heredocs) {
    // The line end before the body is that of the line which names it, or of the heredoc before.
    pieces.push({ start: body.start - 1, end: body.end });
    if (terminator !== null) pieces.push({ start: terminator.end - name.length, end: terminator.end });
  }
  return pieces;
}

/** The lines of a `<<-` heredoc without the tabs that they start with. */
function withoutTabs(text: string, { start, end }: Range): Range[] {
  const lines: Range[] = [];
  for (let at = start; at < end; ) {
    const lineEnd = text.indexOf('\n', at);
    const next = lineEnd === -1 || lineEnd >= end ? end : lineEnd + 1;
    while (at < next && text[at] === '\t') at++;
    lines.push({ start: at, end: next });
    at = next;
  }
  return lines;
}
