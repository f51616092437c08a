import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { cancelled, Failure } from '../../failure.ts';

/**
 * Unpacks an archive that is compressed as a whole, as only a plain one can be read at random.
 * @returns the path of the unpacked file, which the caller removes
 * @throws Failure `archive-damaged`, `limit-exceeded`, `cancelled`
 */
export async function unpackArchive(
  source: string,
  compression: 'gzip' | 'zstd',
  options: { readonly title: string; readonly folder: string; readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<string> {
  const { title, folder, maxBytes, signal } = options;
  await mkdir(folder, { recursive: true });
  const target = path.join(folder, `unpacked-${crypto.randomUUID()}.tar`);
  const inflate = compression === 'gzip' ? createGunzip() : createZstdDecompress();
  try {
    await pipeline(
      createReadStream(source, { highWaterMark: 1 << 20 }),
      inflate,
      bounded(title, maxBytes),
      createWriteStream(target, { flags: 'wx' }),
      { signal },
    );
    return target;
  } catch (error) {
    await rm(target, { force: true });
    if (signal.aborted) throw cancelled();
    throw isDamage(error)
      ? new Failure('archive-damaged', `${title} is a damaged ${compression} file: ${error.message}`, { cause: error })
      : error;
  }
}

function bounded(title: string, maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= maxBytes) done(null, chunk);
      else done(new Failure('limit-exceeded', `${title} unpacks to more than ${maxBytes} bytes`));
    },
  });
}

function isDamage(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(Z_|ZSTD_)/.test(error.code);
}
