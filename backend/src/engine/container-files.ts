import { createHash, type Hash } from 'node:crypto';
import { Failure } from '../failure.ts';
import { type TarEntry, TarReader } from '../tar/reader.ts';
import type { EngineClient } from './client.ts';

/** A file of a container, or one in a folder of it. */
export interface ContainerFile {
  /** Within what was asked for, beginning with its last name. */
  readonly path: string;
  readonly type: TarEntry['type'];
  readonly mode: number;
  readonly bytes: number;
  /** SHA-256 of a file's content, the target of a link; empty for others. */
  readonly content: string;
}

const maxBytes = 256 << 20;
const maxFiles = 10_000;

/**
 * The files at and below a path of a container, read from the container itself: it needs no program for that.
 * @returns null where there is nothing
 * @throws Failure `limit-exceeded` where it is too much to be compared
 */
export async function filesInContainer(
  client: EngineClient,
  id: string,
  path: string,
  signal: AbortSignal,
): Promise<ContainerFile[] | null> {
  const files: ContainerFile[] = [];
  let hash: Hash | null = null;
  let entry: TarEntry | null = null;
  const reader = new TarReader({
    entry: (next) => {
      entry = next;
      hash = next.type === 'file' ? createHash('sha256') : null;
    },
    data: (piece) => void hash?.update(piece),
    entryEnd: () => {
      if (entry !== null) files.push(fileOf(entry, hash));
    },
  });
  let bytes = 0;
  try {
    for await (const piece of await client.stream(`/containers/${id}/archive`, signal, { query: { path } })) {
      bytes += piece.length;
      if (bytes > maxBytes || files.length > maxFiles) {
        throw new Failure('limit-exceeded', `${path} has more than can be compared`, {
          hint: 'Name a smaller folder, or single files.',
        });
      }
      reader.push(piece);
    }
    reader.end();
  } catch (error) {
    if (error instanceof Failure && error.code === 'not-found') return null;
    throw error;
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The text of one small file; null where there is none, or it is larger. */
export async function textInContainer(
  client: EngineClient,
  id: string,
  path: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string | null> {
  const pieces: Uint8Array[] = [];
  let size: number | null = null;
  const reader = new TarReader({
    entry: (entry) => {
      size ??= entry.type === 'file' ? entry.size : null;
    },
    data: (piece) => void pieces.push(Uint8Array.from(piece)),
    entryEnd: () => undefined,
  });
  let bytes = 0;
  try {
    for await (const piece of await client.stream(`/containers/${id}/archive`, signal, { query: { path } })) {
      bytes += piece.length;
      if (bytes > maxBytes) return null;
      reader.push(piece);
    }
  } catch (error) {
    if (error instanceof Failure && error.code === 'not-found') return null;
    throw error;
  }
  return size === null ? null : Buffer.concat(pieces).toString('utf8');
}

function fileOf({ type, name, linkName, mode, size }: TarEntry, hash: Hash | null): ContainerFile {
  return {
    path: Buffer.from(name).toString('utf8').replace(/\/$/, ''),
    type,
    mode,
    bytes: type === 'file' ? size : 0,
    content: hash === null ? Buffer.from(linkName).toString('utf8') : hash.digest('hex'),
  };
}
