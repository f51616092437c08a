import type { FileReader } from '../src/readings/file-reader.ts';

/** Loaded by scanning threads in place of the inspectors' readers, to see what those cost. */
export const fileReaders: readonly FileReader<unknown>[] = [];
