import { centralSignature, localSignature } from './zip-records.ts';

/** What a data descriptor begins with: checksum and sizes, behind data whose sizes were not known before it (4.3.9). */
export const descriptor = Buffer.from('PK\x07\x08', 'latin1');
/** Signature, checksum, both sizes in ZIP64, and the signature of what follows: what is needed to tell one. */
export const descriptorReach = 4 + 4 + 8 + 8 + 4;
const recordSignatures = new Set([localSignature, centralSignature]);

/**
 * Its sizes have 4 or 8 bytes: which of them, only what follows can tell.
 * @param size of the data before it
 * @returns null where these bytes are no descriptor of data of that size, followed by a record
 */
export function descriptorLength(bytes: Buffer, at: number, size: number): number | null {
  if (bytes.readUInt32LE(at + 8) !== size % 2 ** 32) return null;
  return [16, 24].find((length) => recordSignatures.has(bytes.readUInt32LE(at + length))) ?? null;
}
