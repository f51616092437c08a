import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { Failure } from '../failure.ts';
import { asciiJson } from './ascii-json.ts';
import { type NewFile, writeFiles } from './write-files.ts';
import type { WriterAnswer } from './writing.ts';

// Writes files into a project's folder in a process of its own, all of them or none, and prints one line of JSON: in a
// container that sees nothing but the folder, or on the development host.

/** As much as is read of a Dockerfile or an ignore file. */
const mostBytes = 1_100_000;

function answer(args: readonly string[]): WriterAnswer {
  try {
    const { folder, files } = parse(args);
    return { written: writeFiles(folder, files) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { failure: error.report() };
  }
}

interface AskedFile {
  readonly path: string;
  was: string | null;
  ours: string | null;
  content: string;
}

function parse(args: readonly string[]): { folder: string; files: NewFile[] } {
  const { tokens, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    tokens: true,
    options: {
      file: { type: 'string', multiple: true },
      was: { type: 'string', multiple: true },
      ours: { type: 'string', multiple: true },
      content: { type: 'string', multiple: true },
    },
  });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new Failure('bad-request', 'the writer takes one folder');
  const files: AskedFile[] = [];
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, value = '' } = token;
    const file = files.at(-1);
    if (name === 'file') files.push({ path: value, was: null, ours: null, content: '' });
    else if (file === undefined) throw new Failure('bad-request', `--${name} stands before any --file`);
    else if (name === 'content') file.content += value;
    else if (name === 'was') file.was = hash(value);
    else if (name === 'ours') file.ours = hash(value);
  }
  if (files.length === 0) throw new Failure('bad-request', 'the writer takes at least one file');
  return { folder, files: files.map((file) => ({ ...file, content: unpacked(file) })) };
}

function hash(text: string): string {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Failure('bad-request', 'a hash has 64 hexadecimal digits');
  return text;
}

function unpacked({ path, content }: AskedFile): Buffer {
  try {
    return gunzipSync(Buffer.from(content, 'base64'), { maxOutputLength: mostBytes });
  } catch (error) {
    throw new Failure('bad-request', `the content for ${JSON.stringify(path)} is not whole, or too large`, {
      cause: error,
    });
  }
}

const answered = answer(process.argv.slice(2));
process.stdout.write(`${asciiJson(answered)}\n`);
process.exitCode = 'failure' in answered ? 1 : 0;
