import { expect, it } from 'vitest';
import { debianBase } from '../../testing/known-base.ts';
import { madeParts } from '../../testing/rewriting.ts';
import { file } from '../../testing/tar-writer.ts';
import type { ImageEvidence } from '../rules/evidence.ts';
import type { Effect } from '../rules/rule.ts';
import { Forecast } from './predict.ts';

const exact = (bytes: number) => ({ bytes, low: bytes, high: bytes });
const base = debianBase('debian:13-slim', { stored: exact(4000), compressed: exact(1000) });
/** In the tar the files of the second layer take 512 and 1536 bytes, with their headers 1024 and 2048. */
const layers = [
  [file('usr/base', 'x'.repeat(9000))],
  [file('app/one', 'x'.repeat(512)), file('app/two', 'x'.repeat(1536))],
];

/** Sizes after these effects, `of` answers a file's entry. */
async function predicted(
  effects: (of: (path: string) => number, image: ImageEvidence) => readonly Effect[],
  known = true,
) {
  const made = { dockerfile: 'FROM debian:13\nRUN one\n', ownFrom: 1, layersOfLines: {}, layers };
  const { image } = await madeParts({ ...made, ...(known && { compressedBytes: [3000, 600] }) });
  if (image === null) throw new Error('an image was made');
  const forecast = new Forecast(image);
  forecast.apply(effects((path) => image.tree.inode(image.tree.at(path)), image));
  return forecast.sizes;
}

it('has today’s sizes where nothing is changed', async () => {
  const sizes = await predicted(() => []);
  expect([sizes.stored.bytes, sizes.compressed?.bytes]).toEqual([11_048, 3600]);
});

it('takes away what removed files take of their layer’s blob, and of shrunk ones their share', async () => {
  const removed = await predicted((of) => [{ kind: 'removes', files: [of('/app/one')] }]);
  expect([removed.stored.bytes, removed.compressed?.bytes]).toEqual([10_536, 3400]);
  const shrunk = await predicted((of) => [{ kind: 'shrinks', file: of('/app/two'), bytes: 768 }]);
  expect([shrunk.stored.bytes, shrunk.compressed?.bytes]).toEqual([10_280, 3400]);
});

it('knows that what goes of a program may be compressed already', async () => {
  const shrinks = { kind: 'shrinks', bytes: 768, compressed: 100 } as const;
  const sizes = await predicted((of) => [{ ...shrinks, file: of('/app/two') }]);
  expect(sizes.compressed?.bytes).toBe(Math.round(3200 + (300 * 768) / 1436));
});

it('counts the files of a new stage and its base', async () => {
  const split = await predicted((of) => [{ kind: 'new-stage', base, files: [of('/app/two')] }]);
  expect([split.stored.bytes, split.compressed?.bytes]).toEqual([5536, 1400]);
  expect(split.compressed).toEqual({ bytes: 1400, low: 1380, high: 1420 });
  const onScratch = await predicted((of) => [{ kind: 'new-stage', base: null, files: [of('/app/two')] }]);
  expect([onScratch.stored.bytes, onScratch.compressed?.bytes]).toEqual([1536, 400]);
});

it('counts what another base brings and what is installed on it', async () => {
  const adds: Effect = { kind: 'adds', stored: 1000, low: 900, high: 1200 };
  const packages = await predicted(() => [{ kind: 'replaces-base', base }, adds]);
  expect([packages.stored.bytes, packages.compressed?.bytes]).toEqual([7048, 1950]);
  const packed = await predicted(() => [
    { kind: 'replaces-base', base },
    { ...adds, compressed: 1000 },
  ]);
  expect(packed.compressed?.bytes).toBe(2600);
});

it('does not tell compressed bytes where those of a layer that stays are not known', async () => {
  const none = await predicted(() => [], false);
  expect(none.compressed).toBeNull();
});
