import { createHash } from 'node:crypto';
import type { AnalyzedImage } from './analyze.ts';
import type { FilePiece, FileText } from './answers.ts';
import { Failure } from './failure.ts';
import { type Entry, noEntry } from './image/entries.ts';
import { nodeAt, versionsOf } from './image/image-model.ts';
import { noNode, type PathNode } from './image/merge.ts';
import type { SoughtFile } from './layers/find-file.ts';
import { readFileOfImage } from './layers/read-file.ts';
import type { FileShelf } from './store/file-shelf.ts';

/** Of larger files only the beginning is shown. */
const shownBytes = 256 << 10;
/** So many bytes without a NUL are taken for text. */
const sniffedBytes = 8 << 10;

/**
 * The text of a file of an image: its first 256 KiB.
 * @param layer whose version of the path is meant; that of the final tree where it is left out
 * @throws Failure `not-found`, `bad-request` where the path is no file, and those of reading the layer
 */
export async function fileText(
  image: AnalyzedImage,
  path: string,
  layer: number | undefined,
  signal: AbortSignal,
): Promise<FileText> {
  const { inode, sought } = fileAt(image, path, layer);
  const pieces: Buffer[] = [];
  let bytes = 0;
  const taker = {
    begin: () => {
      pieces.length = 0;
      bytes = 0;
    },
    take: (piece: Uint8Array) => {
      pieces.push(Buffer.from(piece.subarray(0, shownBytes - bytes)));
      bytes += pieces.at(-1)?.length ?? 0;
      return bytes < shownBytes || sought.size === shownBytes;
    },
  };
  const storedIn = image.model.merged.entries.layer(inode);
  await readFileOfImage(image.described, storedIn, sought, taker, image.engine, signal);
  const head = Buffer.concat(pieces);
  const text = head.subarray(0, sniffedBytes).includes(0) ? null : textOf(head, sought.size > shownBytes);
  return { path, layer: storedIn, size: sought.size, text, shownBytes: text === null ? 0 : head.length };
}

/**
 * The bytes of a file of an image, for a download in pieces: the extension's socket carries no streams.
 * @throws Failure as `fileText`, and `limit-exceeded` for files larger than the shelf
 */
export async function filePiece(
  image: AnalyzedImage,
  shelf: FileShelf,
  path: string,
  layer: number | undefined,
  range: { readonly offset: number; readonly length: number },
  signal: AbortSignal,
): Promise<FilePiece> {
  const { inode, sought } = fileAt(image, path, layer);
  const { entries } = image.model.merged;
  const storedIn = entries.layer(inode);
  const key = createHash('sha256')
    .update(`${entries.layers[storedIn]?.diffId} ${sought.size} ${sought.hashHigh} ${sought.hashLow} `)
    .update(sought.path)
    .digest('hex');
  const piece = await shelf.piece(key, sought.size, range.offset, range.length, (writer) =>
    readFileOfImage(image.described, storedIn, sought, writer, image.engine, signal),
  );
  return { offset: range.offset, size: sought.size, base64: piece.toString('base64') };
}

/** @param cut whether the last character may be incomplete. @returns null for what is no UTF-8 text */
function textOf(bytes: Buffer, cut: boolean): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut });
  } catch {
    return null;
  }
}

function fileAt({ model }: AnalyzedImage, path: string, layer: number | undefined) {
  const { merged } = model;
  const { entries } = merged;
  const node = nodeAt(merged, path);
  const versions = node === noNode ? [] : versionsOf(merged, node);
  const entry =
    layer === undefined
      ? versions.findLast((version) => merged.endedIn[version] === -1)
      : versions.find((version) => entries.layer(version) === layer);
  if (entry === undefined) {
    throw new Failure('not-found', layer === undefined ? `the image has no ${path}` : `layer ${layer} has no ${path}`);
  }
  const inode = merged.inodeOf[entry] ?? noEntry;
  if (inode === noEntry) throw new Failure('bad-request', `${path} is no regular file`);
  return { inode, sought: soughtFile(model, inode) };
}

function soughtFile({ merged }: AnalyzedImage['model'], inode: Entry): SoughtFile {
  const { entries } = merged;
  return {
    path: rawPath(merged, merged.nodeOf[inode] ?? 0),
    size: entries.size(inode),
    hashLow: entries.hashLow(inode),
    hashHigh: entries.hashHigh(inode),
  };
}

function rawPath({ paths }: AnalyzedImage['model']['merged'], node: PathNode): Uint8Array {
  const names: Uint8Array[] = [];
  for (let at = node; at > 0; at = paths.parent(at)) names.unshift(slash, paths.name(at));
  return Buffer.concat(names.slice(1));
}
const slash = Buffer.from('/');
