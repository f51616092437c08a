import { createHash } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { layerIndexOf, roomyLimits } from '../../testing/model-of.ts';
import { dir, file, hardlink, raw, sparse, symlink, tarBytes, whiteout } from '../../testing/tar-writer.ts';
import type { Digest } from '../engine/described-image.ts';
import { decodeName } from '../paths/path-bytes.ts';
import { ReaderSet } from '../readings/reader-set.ts';
import { flagWhiteout, type LayerIndex, linkOf, nameOf, nodeTypes } from './layer-index.ts';
import { type ScanLimits, scanLayer } from './scan-layer.ts';

const sha256 = (bytes: Uint8Array): Digest => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const noReaders = new ReaderSet([]);

async function scan(bytes: Uint8Array, of: Uint8Array = bytes, limits: ScanLimits = roomyLimits, pieces = 100_000) {
  return (await scanLayer(inPieces(bytes, pieces), sha256(of), limits, noReaders)).index;
}

/** Each node as a line. */
function lines(index: LayerIndex): string[] {
  const path = (node: number): string =>
    node === 0 ? '' : `${path(index.parent[node] ?? 0)}/${decodeName(nameOf(index, node))}`;
  return Array.from({ length: index.nodeCount - 1 }, (_, i) => {
    const node = i + 1;
    const link = linkOf(index, node);
    return [
      path(node),
      nodeTypes[index.type[node] ?? 0],
      index.size[node],
      ...(link.length > 0 ? [decodeName(link)] : []),
      ...(((index.flags[node] ?? 0) & flagWhiteout) !== 0 ? ['hidden'] : []),
    ].join(' ');
  });
}

const layer = tarBytes([
  dir('etc', { mode: 0o1777 }),
  file('etc/passwd', 'root', { mode: 0o4755, uid: 10, gid: 20, mtime: 1_700_000_000 }),
  symlink('etc/link', '../target'),
  hardlink('etc/hard', 'etc/passwd'),
  whiteout('etc/gone'),
]);

describe('scanning a layer', () => {
  it('answers its entries with their attributes', async () => {
    const index = await scan(layer);
    expect(lines(index)).toEqual([
      '/etc directory 0',
      '/etc/passwd file 4',
      '/etc/link symlink 0 ../target',
      '/etc/hard hardlink 0',
      '/etc/gone none 0 hidden',
    ]);
    expect([index.mode[2], index.uid[2], index.gid[2], index.mtime[2]]).toEqual([0o4755, 10, 20, 1_700_000_000]);
    expect(index.hardlinkTo[4]).toBe(2);
  });

  it('reads gzip, also of several members, zstd, also of several frames, and plain tar alike', async () => {
    const half = layer.length / 2;
    const forms = [
      layer,
      gzipSync(layer),
      Buffer.concat([gzipSync(layer.subarray(0, half)), gzipSync(layer.subarray(half))]),
      zstdCompressSync(layer),
      Buffer.concat([zstdCompressSync(layer.subarray(0, half)), zstdCompressSync(layer.subarray(half))]),
    ];
    const plain = await scan(layer);
    for (const bytes of forms) {
      for (const pieces of [1, 7, 100_000]) {
        const index = await scan(bytes, layer, roomyLimits, pieces);
        expect(lines(index)).toEqual(lines(plain));
        expect([index.hashLow, index.hashHigh]).toEqual([plain.hashLow, plain.hashHigh]);
      }
    }
  });

  it('keeps names byte for byte: long, not UTF-8, with control characters', () => {
    const long = `${'d/'.repeat(60)}${'é'.repeat(2000)}`;
    const index = layerIndexOf([
      file('caf\udce9', '1'),
      file('caf\udce8', '1'),
      file('a\u001b[31m\n', '1'),
      file(long, '1'),
    ]);
    expect(lines(index)).toEqual(
      expect.arrayContaining(['/caf\udce9 file 1', '/caf\udce8 file 1', '/a\u001b[31m\n file 1']),
    );
    expect(lines(index).at(-1)).toBe(`/${long} file 1`);
  });

  it('counts a sparse file with its holes, and never as equal to another', () => {
    const index = layerIndexOf([sparse('disk', 10_000_000, [{ offset: 0, data: 'head' }]), file('head', 'head')]);
    expect(lines(index)).toEqual(['/disk file 10000000', '/head file 4']);
    expect(index.hashLow[1]).not.toBe(index.hashLow[2]);
  });

  it('refuses bytes that are not those of the diff ID', async () => {
    await expect(scan(layer, Buffer.from('other'))).rejects.toMatchObject({ code: 'digest-mismatch' });
  });

  it.each([
    ['cut in a file', layer.subarray(0, 1100)],
    ['cut in its gzip stream', gzipSync(layer).subarray(0, 100)],
    ['cut in its zstd stream', zstdCompressSync(layer).subarray(0, 60)],
    ['no tar', Buffer.alloc(5000, 'no tar at all ')],
    ['wrong in its gzip checksum', corrupt(gzipSync(layer), -6)],
    ['wrong in a header', corrupt(layer, 10)],
  ])('says what is wrong with a layer that is %s', async (_, bytes) => {
    await expect(scan(bytes)).rejects.toMatchObject({
      code: 'layer-damaged',
      message: expect.stringMatching(/tar|gzip|zstd/),
    });
  });

  it('stops a bomb at the limit, however small its blob is', async () => {
    const bomb = gzipSync(tarBytes([file('zeros', Buffer.alloc(50_000_000))]));
    expect(bomb.length).toBeLessThan(100_000);
    await expect(scan(bomb, bomb, { ...roomyLimits, maxLayerBytes: 10_000_000 })).rejects.toMatchObject({
      code: 'limit-exceeded',
      message: expect.stringContaining('10000000'),
    });
  });

  it('stops at too many paths, and at a header that wants too much memory', async () => {
    const many = tarBytes(Array.from({ length: 100 }, (_, i) => file(`f${i}`, '')));
    await expect(scan(many, many, { ...roomyLimits, maxPaths: 50 })).rejects.toMatchObject({ code: 'limit-exceeded' });
    const greedy = tarBytes([file('a', '', { pax: { comment: 'x'.repeat(2 << 20) } })]);
    await expect(scan(greedy)).rejects.toMatchObject({
      code: 'layer-damaged',
      message: expect.stringContaining('extended'),
    });
  });

  it('is not led out of the image by its paths', () => {
    const index = layerIndexOf([
      file('../../etc/passwd', '1'),
      file('/abs', '1'),
      symlink('out', '/../../..'),
      raw(Buffer.alloc(0)),
    ]);
    expect(lines(index)).toEqual(['/etc directory 0', '/etc/passwd file 1', '/abs file 1', '/out symlink 0 /../../..']);
  });
});

function corrupt(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const place = at < 0 ? copy.length + at : at;
  copy[place] = (copy[place] ?? 0) ^ 0xff;
  return copy;
}
