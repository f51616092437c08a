import type { ElfFile } from '../src/elf/elf-file.ts';
import { ElfSink } from '../src/elf/elf-sink.ts';

/** What is read of a file whose bytes come in pieces of that size. @throws Unreadable */
export function readInPieces(bytes: Uint8Array, piece: number, claimedSize = bytes.length): ElfFile {
  const sink = new ElfSink(claimedSize);
  for (let at = 0; at < bytes.length; at += piece) sink.push(bytes.subarray(at, at + piece));
  return sink.end();
}
