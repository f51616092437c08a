import type { ListedEntry, LocalEntry } from './zip-records.ts';

/** Takes the data of one entry as it is stored: compressed. */
export interface EntrySink {
  /** @param piece valid during the call only */
  push(piece: Buffer): void;
  end(): void;
}

export interface ZipVisitor {
  /**
   * An entry's data is about to pass by.
   * @param offset of its record from the archive's first one
   * @returns null where nobody wants it
   */
  entry(entry: LocalEntry, offset: number): EntrySink | null;
  /** An entry of the central directory, which says what the archive really has. */
  listed(entry: ListedEntry): void;
}
