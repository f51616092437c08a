import type { EngineClient } from '../../engine/client.ts';
import { type PrintedPiece, printedPieces } from '../../engine/container-frames.ts';
import { Failure } from '../../failure.ts';
import { questionFile, questionFolder } from '../../project/pack-command.ts';
import { type PackerLine, packerLineSchema } from '../../project/packing.ts';
import { tarEnd, tarHead, tarPadding } from '../../tar/writer.ts';
import { type ContextQuestion, type ContextSource, comesAlong } from './context-source.ts';

/**
 * A folder that a container packs: for where this process does not see a person's folders, as in Docker Desktop.
 * @param container the ID of one that was created by `packArguments`: it is started for each build, and left to be removed by
 * its label
 */
export function containerContext(client: EngineClient, container: string): ContextSource {
  return async (question, signal) => {
    const path = `/containers/${encodeURIComponent(container)}`;
    const put = { method: 'PUT', query: { path: questionFolder }, sendsTar: questionArchive(question) } as const;
    // It packs once for each build; one that was left in the middle still waits for somebody to take its archive.
    await client.act(`${path}/stop`, signal, { method: 'POST', query: { t: '0' } });
    await client.act(`${path}/archive`, signal, put);
    const attach = { method: 'POST', query: { stream: '1', stdout: '1', stderr: '1' } } as const;
    const packer = new Packer(printedPieces(await client.stream(`${path}/attach`, signal, attach)));
    await client.act(`${path}/start`, signal, { method: 'POST' });
    const { files, bytes, dockerfileComesAlong } = await packer.begun();
    const notes = dockerfileComesAlong ? [comesAlong(question.dockerfile)] : [];
    return { archive: packer.archive(), report: { kind: 'folder', files, bytes, notes } };
  };
}

async function* questionArchive(question: ContextQuestion): AsyncGenerator<Uint8Array> {
  const content = Buffer.from(JSON.stringify(question));
  const path = Buffer.from(questionFile);
  const entry = { type: 'file', path, link: new Uint8Array(), mode: 0o644, mtime: 0n, size: content.length } as const;
  yield Buffer.concat([tarHead(entry), content, tarPadding(content.length), tarEnd]);
}

type Packed = Extract<PackerLine, { packed: object }>['packed'];

/** More than pipes hold does not come before what is told first. */
const mostBefore = 4 << 20;
const mostTold = 1 << 20;

class Packer {
  readonly #pieces: AsyncGenerator<PrintedPiece>;
  #told = '';
  /** What came of the archive before it was told what it will be. */
  #early: Uint8Array[] = [];
  #earlyBytes = 0;
  #isDone = false;

  constructor(pieces: AsyncGenerator<PrintedPiece>) {
    this.#pieces = pieces;
  }

  /** @throws Failure those of `choosePacked`, `engine-error` */
  async begun(): Promise<Packed> {
    for (;;) {
      const { done, value } = await this.#pieces.next();
      if (done) throw this.#broken();
      const packed = this.#hear(value).find((line) => 'packed' in line);
      if (packed !== undefined) return packed.packed;
      if (value.to === 'stderr') continue;
      this.#early.push(value.bytes);
      this.#earlyBytes += value.bytes.length;
      if (this.#earlyBytes > mostBefore) throw this.#broken();
    }
  }

  /** An archive that is not whole must not be taken for one: it ends with a failure. */
  async *archive(): AsyncGenerator<Uint8Array> {
    yield* this.#early;
    this.#early = [];
    for await (const piece of this.#pieces) {
      if (piece.to === 'stdout') yield piece.bytes;
      else this.#hear(piece);
    }
    if (!this.#isDone) throw this.#broken();
  }

  /** @throws Failure what the packer failed of */
  #hear({ to, bytes }: PrintedPiece): PackerLine[] {
    if (to === 'stdout') return [];
    // Its lines are in ASCII.
    this.#told += Buffer.from(bytes).toString('latin1');
    if (this.#told.length > mostTold) throw this.#broken();
    const lines = this.#told.split('\n');
    this.#told = lines.pop() ?? '';
    const read = lines.flatMap((line) => packerLineSchema.safeParse(parse(line)).data ?? []);
    for (const line of read) {
      if ('failure' in line) throw new Failure(line.failure.code, line.failure.message, withHint(line.failure.hint));
      this.#isDone ||= 'done' in line;
    }
    return read;
  }

  #broken(): Failure {
    const said = this.#told.trim().slice(0, 500);
    return new Failure(
      'engine-error',
      `the container that reads the folder ended early${said === '' ? '' : `: ${said}`}`,
    );
  }
}

function withHint(hint: string | null): { hint?: string } {
  return hint === null ? {} : { hint };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // A warning of Node's.
    return null;
  }
}
