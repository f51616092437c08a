import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type RunningService, startService } from '../../docker-extension/host/service-process.ts';
import { askService } from '../../docker-extension/host/service-socket.ts';
import { writeDockerArchive } from '../testing/archive-builder.ts';
import { buildImage, buildLayer } from '../testing/image-builder.ts';
import { dir, file, tarBytes, whiteout } from '../testing/tar-writer.ts';
import type { Analysis, ImageList, ImageSource, ImageSummary } from './answers.ts';

/** The service as it runs, in a process of its own, with archives and no engine. */
let folder: string;
let service: RunningService;
let archive: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-main-'));
  const samples = join(folder, 'samples');
  await mkdir(samples);
  const base = await buildLayer([
    dir('d'),
    ...Array.from({ length: 250 }, (_, i) => file(`d/f${i}`, 'x'.repeat(i + 1))),
  ]);
  const top = await buildLayer([whiteout('d/f249'), file('<b>name', 'content')], { createdBy: 'RUN rm d/f249' });
  const image = buildImage([base, top]);
  await writeDockerArchive(join(samples, 'small.tar'), [{ image, references: ['small:1'] }]);
  archive = await readFile(join(samples, 'small.tar'));
  const large = await buildLayer([file('noise', randomBytes(200_000_000))], { compression: 'none' });
  await writeDockerArchive(join(samples, 'large.tar'), [{ image: buildImage([large]), references: ['large:1'] }]);
  service = await start();
});

afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

function start(): Promise<RunningService> {
  return startService({
    data: join(folder, 'data'),
    samples: join(folder, 'samples'),
    dockerHost: `unix://${join(folder, 'no-engine.sock')}`,
  });
}

async function ask<T>(method: string, url: string, data?: unknown): Promise<T> {
  const { status, body } = await askService(service.socket, { method, url, data });
  if (status !== 200) throw Object.assign(new Error(body), { status });
  return JSON.parse(body);
}

async function failureOf(method: string, url: string, data?: unknown): Promise<[number | null, string]> {
  const { status, body } = await askService(service.socket, { method, url, data });
  return [status, z.object({ failure: z.object({ code: z.string() }) }).parse(JSON.parse(body)).failure.code];
}

const sample = (name: string): ImageSource => ({ kind: 'archive', archive: `sample-${name}.tar`, image: 0 });

async function analyzed(source: ImageSource): Promise<Analysis> {
  let analysis = await ask<Analysis>('POST', '/analyses', { source });
  while (analysis.outcome.state === 'waiting' || analysis.outcome.state === 'running') {
    analysis = await ask('GET', `/analyses/${analysis.id}?since=${analysis.revision}&waitSeconds=20`);
  }
  return analysis;
}

describe('the service without an engine', () => {
  it('says so, and lists the samples', async () => {
    const list = await ask<ImageList>('GET', '/images');
    expect(list.engine).toMatchObject({
      state: 'absent',
      failure: { code: 'engine-absent', hint: expect.any(String) },
    });
    expect(list.images.map(({ references, sample: isSample }) => [references, isSample])).toEqual([
      [['large:1'], true],
      [['small:1'], true],
    ]);
    expect(await failureOf('POST', '/analyses', { source: { kind: 'nothing' } })).toEqual([400, 'bad-request']);
  });

  it('analyzes an image, and answers its tree in pages', async () => {
    const analysis = await analyzed(sample('small'));
    const stored = (250 * 251) / 2 + 7;
    expect(analysis.outcome).toMatchObject({
      state: 'done',
      image: {
        reference: 'small:1',
        source: 'archive',
        storedBytes: stored,
        reclaimableBytes: 250,
        liveBytes: stored - 250,
      },
      layers: [{ fileCount: 250 }, { createdBy: 'RUN rm d/f249' }],
    });
    const level = (query: string) =>
      ask<{ entries: { name: string }[]; total: number }>('GET', `/analyses/${analysis.id}/tree?layer=1&${query}`);
    const first = await level('path=/d&sort=bytes&limit=100');
    const second = await level('path=/d&sort=bytes&limit=200&offset=100');
    expect([first.total, first.entries.length, second.entries.length]).toEqual([250, 100, 150]);
    expect(new Set([...first.entries, ...second.entries].map(({ name }) => name)).size).toBe(250);
    expect((await level('path=/&sort=name')).entries.map(({ name }) => name)).toEqual(['d', '<b>name']);
  });

  it('gives the same image one job, and remembers its sums after a restart', async () => {
    const [one, two] = await Promise.all([
      ask<Analysis>('POST', '/analyses', { source: sample('small') }),
      analyzed(sample('small')),
    ]);
    expect(one.id).toBe(two.id);
    await service.close();
    service = await start();
    const { images } = await ask<ImageList>('GET', '/images');
    const small = images.find(({ references }) => references[0] === 'small:1');
    expect(small?.analysis).toMatchObject({ id: one.id, state: 'done', totals: { reclaimableBytes: 250 } });
    expect(await failureOf('GET', `/analyses/${one.id}`)).toEqual([404, 'not-found']);
  });

  it('tells progress in bytes, and stops at once when it is cancelled', async () => {
    const started = await ask<Analysis>('POST', '/analyses', { source: sample('large') });
    let analysis = started;
    while (analysis.outcome.state !== 'running' || analysis.outcome.progress.bytesRead === 0) {
      expect(['waiting', 'running']).toContain(analysis.outcome.state);
      analysis = await ask('GET', `/analyses/${started.id}?since=${analysis.revision}&waitSeconds=5`);
    }
    expect(analysis.outcome.progress).toMatchObject({ bytesTotal: expect.any(Number), layersTotal: 1 });
    expect((await ask<Analysis>('DELETE', `/analyses/${started.id}`)).outcome.state).toBe('cancelled');
    expect(await failureOf('GET', `/analyses/${started.id}/tree?layer=0`)).toEqual([404, 'not-found']);
    expect((await analyzed(sample('large'))).outcome).toMatchObject({
      state: 'done',
      image: { storedBytes: 200_000_000 },
    });
  });

  it('goes on after it was killed in the middle of an analysis, and trusts nothing half written', async () => {
    await rm(join(folder, 'data', 'layers'), { recursive: true });
    await service.close();
    service = await start();
    await ask<Analysis>('POST', '/analyses', { source: sample('large') });
    await analyzed(sample('small'));
    process.kill(service.pid() ?? 0, 'SIGKILL');
    await expect
      .poll(async () => (await askService(service.socket, { method: 'GET', url: '/health' })).status, {
        timeout: 120_000,
      })
      .toBe(200);
    expect((await analyzed(sample('small'))).outcome).toMatchObject({
      state: 'done',
      image: { reclaimableBytes: 250 },
    });
    expect((await analyzed(sample('large'))).outcome).toMatchObject({
      state: 'done',
      image: { storedBytes: 200_000_000 },
    });
  });

  it.each([
    ['GET', '/analyses/nothing', 404, 'not-found'],
    ['GET', '/analyses/nothing/tree?layer=x', 400, 'bad-request'],
    ['GET', '/nowhere', 404, 'not-found'],
  ])('answers %s %s with %i %s', async (method, url, status, code) => {
    expect(await failureOf(method, url)).toEqual([status, code]);
  });

  it('refuses questions that are out of bounds', async () => {
    const { id } = await analyzed(sample('small'));
    const tree = (query: string) => failureOf('GET', `/analyses/${id}/tree?${query}`);
    expect(await tree('layer=2')).toEqual([404, 'not-found']);
    expect(await tree('layer=0&limit=100000')).toEqual([400, 'bad-request']);
    expect(await tree('layer=0&path=relative')).toEqual([400, 'bad-request']);
    expect(await tree('layer=0&path=/missing')).toEqual([404, 'not-found']);
    expect(await failureOf('GET', `/analyses/${id}/search?layer=0&glob=${'*'.repeat(2000)}`)).toEqual([
      400,
      'bad-request',
    ]);
  });
});

describe('handing over an archive', () => {
  const piece = (offset: number, bytes: Buffer) => ({ offset, data: bytes.toString('base64') });

  async function upload(name: string, bytes: Buffer): Promise<string> {
    const { archive: id } = await ask<{ archive: string }>('POST', '/archives', { name, size: bytes.length });
    for (let at = 0; at < bytes.length; at += 50_000) {
      await ask('POST', `/archives/${id}/chunks`, piece(at, bytes.subarray(at, at + 50_000)));
    }
    return id;
  }

  it('makes its images analyzable, until it is removed', async () => {
    const id = await upload('my image.tar', archive);
    const { images } = await ask<{ images: ImageSummary[] }>('POST', `/archives/${id}/finish`);
    expect(images).toMatchObject([{ references: ['small:1'], archiveName: 'my image.tar', sample: false }]);
    const [image] = images;
    const analysis = await analyzed(image?.source ?? sample('none'));
    expect(analysis.outcome).toMatchObject({ state: 'done', image: { reclaimableBytes: 250 } });
    expect(await ask('DELETE', `/archives/${id}`)).toEqual({ removed: true });
    expect((await ask<ImageList>('GET', '/images')).images.every(({ sample: isSample }) => isSample)).toBe(true);
  });

  it('takes each piece once and in order, and no more than was announced', async () => {
    const { archive: id } = await ask<{ archive: string }>('POST', '/archives', { name: 'a.tar', size: 10 });
    const chunks = `/archives/${id}/chunks`;
    expect(await failureOf('POST', chunks, piece(5, Buffer.from('12345')))).toEqual([400, 'bad-request']);
    await ask('POST', chunks, piece(0, Buffer.from('12345')));
    await ask('POST', chunks, piece(0, Buffer.from('12345')));
    expect(await failureOf('POST', chunks, piece(5, Buffer.from('1234567')))).toEqual([413, 'limit-exceeded']);
    expect(await failureOf('POST', `/archives/${id}/finish`)).toEqual([400, 'bad-request']);
    expect(await ask('DELETE', `/archives/${id}`)).toEqual({ removed: true });
  });

  it.each([
    ['no archive', () => Buffer.from('just some text, and not at all an archive'.repeat(50)), 'archive-damaged'],
    ['a truncated archive', () => archive.subarray(0, archive.length / 2), 'archive-damaged'],
    ['an archive of something else', () => tarBytes([file('readme', 'hello')]), 'not-supported'],
  ])('refuses %s with what is wrong, and keeps nothing of it', async (_, bytes, code) => {
    const id = await upload('bad.tar', bytes());
    expect((await failureOf('POST', `/archives/${id}/finish`))[1]).toBe(code);
    expect(await readdir(join(folder, 'data', 'archives'))).toEqual([]);
  });
});
