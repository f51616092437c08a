import { open } from 'node:fs/promises';
import { reportFile } from '../dockerfile/node-report.ts';
import { maxDockerfileLength, parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { cancelled } from '../failure.ts';
import { decodeName } from '../paths/path-bytes.ts';
import { defineCommand, UsageError } from './command.ts';
import { write } from './output.ts';
import { terminalText } from './text.ts';

export const parseCommand = defineCommand({
  name: 'parse',
  synopsis: 'parse FILE…',
  summary: "Prints what is in Dockerfiles, read as BuildKit's parser reads them.",
  usage: `FILE is a Dockerfile, or - for standard input.

Prints one line of JSON for each file:
  { "file", "escape", "errors": [{ "message", "hint", "line", "column" }],
    "instructions": [{ "keyword", "start", "end", "flags", "values", "json", "heredocs", "onbuild" }] }
Lines count from 1. What is wrong in a file is in "errors"; a file that cannot be read is told on
standard error, and makes the exit status 1.`,
  options: {},
  run: async ({ words, signal }) => {
    if (words.length === 0) throw new UsageError('parse needs a FILE, or - for standard input');
    let status = 0;
    for (const file of words) {
      if (signal.aborted) throw cancelled();
      try {
        const report = reportFile(parseDockerfile(await readText(file)));
        await write(process.stdout, `${JSON.stringify({ file, ...report })}\n`);
      } catch (error) {
        if (!(error instanceof Error && 'syscall' in error)) throw error;
        console.error(`aligera: ${terminalText(file)} cannot be read: ${terminalText(error.message)}`);
        status = 1;
      }
    }
    return status;
  },
});

/** No more of the file than can be parsed: what is longer is refused there. */
async function readText(file: string): Promise<string> {
  const maxBytes = 4 * maxDockerfileLength + 4;
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of file === '-' ? process.stdin : (await open(file)).createReadStream({ end: maxBytes })) {
    pieces.push(piece);
    length += piece.length;
    if (length > maxBytes) break;
  }
  return decodeName(Buffer.concat(pieces));
}
