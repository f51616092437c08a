import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelOf } from '../../testing/model-of.ts';
import { projectFolder } from '../../testing/project-folder.ts';
import { dir, file, whiteout } from '../../testing/tar-writer.ts';
import type { ImageModel } from '../image/image-model.ts';
import { hashFiles } from './hash-files.ts';
import { fileSizes, landedAnswer, landedIn } from './landed.ts';
import { contextLimits, readContext } from './read-context.ts';
import type { ContextReading } from './reading.ts';
import { readSizeFilter, sizeFilterText } from './size-filter.ts';

const signal = new AbortController().signal;

function readFor(model: ImageModel, folder: string): Promise<ContextReading> {
  const imageSizes = readSizeFilter(sizeFilterText(fileSizes(model)));
  return readContext({ folder, dockerfile: 'Dockerfile', imageSizes, limits: contextLimits }, signal);
}

async function landed(model: ImageModel, folder: string) {
  const context = await readFor(model, folder);
  return landedAnswer(context, landedIn(model, context) ?? [], 0, 100);
}

describe('what of the context landed in the image', () => {
  const app = 'console.log("app")';
  const model = modelOf([
    [dir('base'), file('base/x', 'base')],
    [dir('app'), file('app/index.js', app), file('app/secret', 'abcd'), file('app/copy.js', app)],
    [whiteout('app/secret')],
  ]);

  it('is found by content, at the path most like its own', async () => {
    const folder = projectFolder({
      'src/index.js': app,
      'src/never.js': 'never copied',
      'src/same-size': 'wxyz',
      empty: '',
    });
    const answer = await landed(model, folder);
    expect(answer.files).toEqual([
      { path: 'src/index.js', bytes: 18, outcome: 'landed', at: { path: '/app/index.js', layer: 1, live: true } },
      { path: 'src/never.js', bytes: 12, outcome: 'in-no-layer', at: null },
      { path: 'src/same-size', bytes: 4, outcome: 'in-no-layer', at: null },
    ]);
    expect(answer).toMatchObject({
      landed: { files: 1, bytes: 18 },
      inNoLayer: { files: 2, bytes: 16 },
      unknown: { files: 0, bytes: 0 },
      folders: [{ path: 'src', files: 3, bytes: 34, landedFiles: 1, landedBytes: 18 }],
    });
  });

  it('is told where a later layer took it away again', async () => {
    const { files } = await landed(model, projectFolder({ secret: 'abcd' }));
    expect(files).toEqual([
      { path: 'secret', bytes: 4, outcome: 'landed', at: { path: '/app/secret', layer: 1, live: false } },
    ]);
  });

  it('is asked only of what is sent', async () => {
    const folder = projectFolder({ '.dockerignore': 'out', 'out/index.js': app });
    expect((await landed(model, folder)).landed).toEqual({ files: 0, bytes: 0 });
  });

  it('is not answered for a context that was read without the image’s sizes', async () => {
    const folder = projectFolder({ 'index.js': app });
    const context = await readContext(
      { folder, dockerfile: 'Dockerfile', imageSizes: null, limits: contextLimits },
      signal,
    );
    expect(landedIn(model, context)).toBeNull();
  });

  it('leaves open what could not be read', async () => {
    const folder = projectFolder({ 'index.js': app, gone: app, grown: app });
    rmSync(join(folder, 'gone'));
    appendFileSync(join(folder, 'grown'), 'more');
    const files = ['index.js', 'gone', 'grown'].map((path) => ({ path, files: 1, bytes: 18 }));
    const limits = { deadline: performance.now() + 60_000, characters: 1000 };
    const hashes = await hashFiles(folder, files, limits, signal);
    expect(hashes).toMatchObject({ files: [['index.js', 18, expect.any(String)]], unread: { files: 2, bytes: 36 } });
    expect((await hashFiles(folder, files, { ...limits, deadline: 0 }, signal)).unread.files).toBe(3);
    expect((await hashFiles(folder, files, { ...limits, characters: 0 }, signal)).unread.files).toBe(3);
  });

  it('hashes files of any size as layers do', async () => {
    const large = Buffer.alloc(3_000_001, 'large');
    const big = modelOf([[file('big', large)]]);
    const { files } = await landed(big, projectFolder({ big: large }));
    expect(files[0]).toMatchObject({ outcome: 'landed', at: { path: '/big' } });
  });
});

describe('the filter of sizes', () => {
  it('has every size it was made of, and fits on a command line', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: Number.MAX_SAFE_INTEGER }), { maxLength: 50 }), (sizes) => {
        const text = sizeFilterText(sizes);
        expect(text).toMatch(/^[A-Za-z0-9_-]{10922}$/);
        const filter = readSizeFilter(text);
        expect(sizes.every((size) => filter?.mayHave(size))).toBe(true);
      }),
    );
    const filter = readSizeFilter(sizeFilterText([1, 5, 70_000]));
    expect([0, 2, 4, 6, 69_999].map((size) => filter?.mayHave(size))).toEqual([false, false, false, false, false]);
  });

  it('is nothing else', () => {
    for (const text of ['', 'abc', `${sizeFilterText([1])}x`, '*'.repeat(10922)])
      expect(readSizeFilter(text)).toBeNull();
  });
});
