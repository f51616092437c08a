import { parseArgs } from 'node:util';
import { Failure } from '../failure.ts';
import { asciiJson } from './ascii-json.ts';
import { contextLimits } from './read-context.ts';
import { readProject } from './read-project.ts';
import type { ReaderAnswer } from './reading.ts';
import { readSizeFilter } from './size-filter.ts';

// Reads a project's folder in a process of its own and prints what it found as one line of JSON: in a container that
// sees nothing but the folder, or on the development host.

async function answer(args: readonly string[], signal: AbortSignal): Promise<ReaderAnswer> {
  try {
    const { folder, ...context } = parse(args);
    return { reading: await readProject(folder, { ...context, limits: contextLimits }, signal) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { failure: error.report() };
  }
}

function parse(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { dockerfile: { type: 'string' }, sizes: { type: 'string' } },
  });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new Failure('bad-request', 'the reader takes one folder');
  const imageSizes = values.sizes === undefined ? null : readSizeFilter(values.sizes);
  if (values.sizes !== undefined && imageSizes === null) throw new Failure('bad-request', '--sizes is not complete');
  return { folder, dockerfile: values.dockerfile ?? 'Dockerfile', imageSizes };
}

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());
const answered = await answer(process.argv.slice(2), interrupt.signal);
process.stdout.write(`${asciiJson(answered)}\n`);
process.exitCode = 'failure' in answered ? 1 : 0;
