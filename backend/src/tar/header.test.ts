import { describe, expect, it } from 'vitest';
import { file, tarBytes } from '../../testing/tar-writer.ts';
import { parseTarHeader, TarDamage } from './header.ts';

/** The header of a file, changed and then summed up anew in the given way. */
function header(change: (block: Buffer) => void, sumOf: (byte: number) => number = (byte) => byte): Buffer {
  const block = Buffer.from(tarBytes([file('caf\udce9', 'content')]).subarray(0, 512));
  change(block);
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + sumOf(byte), 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

describe('a tar header', () => {
  it('may be summed as signed bytes, as some old tars did', () => {
    const block = header(
      () => undefined,
      (byte) => (byte > 127 ? byte - 256 : byte),
    );
    expect(parseTarHeader(block)).toMatchObject({ type: 'file', size: 7 });
  });

  it('may have numbers in base 256', () => {
    const large = header((block) => {
      block.fill(0, 124, 136);
      block[124] = 0x80;
      block.writeUInt32BE(4, 128);
    });
    expect(parseTarHeader(large)).toMatchObject({ size: 4 * 2 ** 32 });
    const beforeTheEpoch = header((block) => void block.fill(0xff, 136, 148));
    expect(parseTarHeader(beforeTheEpoch)).toMatchObject({ mtime: -1 });
  });

  it.each<[string, (block: Buffer) => void]>([
    ['a negative size', (block) => void block.fill(0xff, 124, 136)],
    ['a size that no disk has', (block) => void block.fill(0x7f, 125, 136).fill(0x80, 124, 125)],
    ['digits that are not octal', (block) => void block.write('00000000089', 124)],
    ['an unknown type', (block) => void block.write('Z', 156)],
  ])('with %s is damaged', (_, change) => {
    expect(() => parseTarHeader(header(change))).toThrow(TarDamage);
  });

  it('with a wrong checksum is damaged, one of zeros is the end', () => {
    const wrong = header(() => undefined);
    wrong[0] = 1;
    expect(() => parseTarHeader(wrong)).toThrow(/checksum/);
    expect(parseTarHeader(Buffer.alloc(512))).toBe('end');
  });
});
