import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { Failure } from '../failure.ts';
import { asciiJson } from './ascii-json.ts';
import { choosePacked } from './choose-packed.ts';
import { packContext } from './pack-context.ts';
import { packOrderSchema } from './packing.ts';
import { contextLimits } from './read-context.ts';

// Packs a build context in a process of its own: in a container that sees nothing but the folder. The archive goes to
// standard output, what is told of it to standard error, as lines of JSON.

async function pack(args: readonly string[], signal: AbortSignal): Promise<void> {
  const [folder, file, ...more] = parseArgs({ args: [...args], allowPositionals: true }).positionals;
  if (folder === undefined || file === undefined || more.length > 0) {
    throw new Failure('bad-request', 'the packer takes a folder and a file with what is asked');
  }
  const order = packOrderSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!order.success) throw new Failure('bad-request', 'what is asked of the packer is not understood');
  const packed = await choosePacked({ folder, ...order.data, limits: contextLimits }, signal);
  const { files, bytes, dockerfileComesAlong } = packed;
  tell({ packed: { files, bytes, dockerfileComesAlong } });
  await pipeline(Readable.from(packContext(folder, packed, signal), { objectMode: false }), process.stdout);
}

function tell(line: unknown): void {
  process.stderr.write(`${asciiJson(line)}\n`);
}

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());
try {
  await pack(process.argv.slice(2), interrupt.signal);
  tell({ done: true });
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  tell({ failure: error.report() });
  process.exitCode = 1;
}
