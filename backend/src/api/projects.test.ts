import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startService } from '../../../docker-extension/host/service-process.ts';
import { askService } from '../../../docker-extension/host/service-socket.ts';
import { writeDockerArchive } from '../../testing/archive-builder.ts';
import { buildImage, buildLayer } from '../../testing/image-builder.ts';
import { projectFolder } from '../../testing/project-folder.ts';
import { dir, file } from '../../testing/tar-writer.ts';
import { contextLimits } from '../project/read-context.ts';
import { readProject } from '../project/read-project.ts';
import type { ProjectReading } from '../project/reading.ts';
import { readSizeFilter } from '../project/size-filter.ts';

/** The service as it runs, in a process of its own, with one image in an archive. */
let folder: string;
let service: RunningService;
let analysis: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-projects-'));
  await mkdir(join(folder, 'samples'));
  const layers = [await buildLayer([dir('app'), file('app/index.js', 'landed here'), file('app/config', 'conf')])];
  const image = buildImage(layers);
  await writeDockerArchive(join(folder, 'samples', 'app.tar'), [{ image, references: ['app:1'] }]);
  service = await start();
  analysis = await analyzed();
});

afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

function start(): Promise<RunningService> {
  const dockerHost = `unix://${join(folder, 'no-engine.sock')}`;
  return startService({ data: join(folder, 'data'), samples: join(folder, 'samples'), dockerHost });
}

async function ask(method: string, url: string, data?: unknown) {
  const { status, body } = await askService(service.socket, { method, url, data });
  return { status, ...JSON.parse(body) };
}

async function analyzed(): Promise<string> {
  let { id, revision, outcome } = await ask('POST', '/analyses', {
    source: { kind: 'archive', archive: 'sample-app.tar', image: 0 },
  });
  while (outcome.state === 'waiting' || outcome.state === 'running') {
    ({ id, revision, outcome } = await ask('GET', `/analyses/${id}?since=${revision}&waitSeconds=20`));
  }
  return id;
}

async function read(place: string): Promise<ProjectReading> {
  const { sizes } = await ask('GET', `/analyses/${analysis}/project/sizes`);
  const question = { dockerfile: 'Dockerfile', imageSizes: readSizeFilter(sizes), limits: contextLimits };
  return readProject(place, question, new AbortController().signal);
}

describe('a project’s folder', () => {
  const place = projectFolder({
    Dockerfile: 'FROM scratch\nCOPY . /app\n',
    'src/index.js': 'landed here',
    'src/other.js': 'sent for nothing',
    'node_modules/a': 100,
    '.dockerignore': 'node_modules\n',
  });

  it('is handed over, shown again, and compared with the image', async () => {
    const reading = await read(place);
    const put = await ask('PUT', `/analyses/${analysis}/project`, { kind: 'folder', path: place, reading });
    expect(put).toMatchObject({ status: 200, project: { kind: 'folder', path: place, isCompared: true } });
    expect(put.project.reading.context).not.toHaveProperty('hashes');
    const { project } = await ask('GET', `/analyses/${analysis}/project`);
    expect(project).toEqual(put.project);
    expect(project.reading.files[0]).toMatchObject({ path: 'Dockerfile', text: 'FROM scratch\nCOPY . /app\n' });
    const answer = await ask('GET', `/analyses/${analysis}/project/landed?limit=2`);
    expect(answer).toMatchObject({
      landed: { files: 1, bytes: 11 },
      inNoLayer: { files: 3 },
      total: 4,
      folders: [{ path: 'src', landedFiles: 1, landedBytes: 11, bytes: 27 }],
    });
    expect(answer.files).toHaveLength(2);
  });

  it('is still known after a restart, and forgotten when asked', async () => {
    await service.close();
    service = await start();
    expect(await ask('GET', `/analyses/${analysis}/project`)).toMatchObject({
      status: 200,
      project: { kind: 'folder' },
    });
    expect(await ask('DELETE', `/analyses/${analysis}/project`)).toMatchObject({ removed: true });
    expect(await ask('DELETE', `/analyses/${analysis}/project`)).toMatchObject({ removed: false });
    expect(await ask('GET', `/analyses/${analysis}/project`)).toMatchObject({ project: null });
    expect(await ask('GET', `/analyses/${analysis}/project/landed`)).toMatchObject({ status: 404 });
    analysis = await analyzed();
  });

  it('is not compared where it was read without the image’s sizes', async () => {
    const question = { dockerfile: 'Dockerfile', imageSizes: null, limits: contextLimits };
    const reading = await readProject(place, question, new AbortController().signal);
    const { project } = await ask('PUT', `/analyses/${analysis}/project`, { kind: 'folder', path: null, reading });
    expect(project.isCompared).toBe(false);
    expect(await ask('GET', `/analyses/${analysis}/project/landed`)).toMatchObject({
      status: 404,
      failure: { code: 'not-found', hint: 'Choose the folder again.' },
    });
  });

  it('is refused where it is no reading, or belongs to no analysis', async () => {
    const reading = await read(place);
    const put = (body: unknown, id = analysis) => ask('PUT', `/analyses/${id}/project`, body);
    expect(await put({ kind: 'folder', path: null, reading: { ...reading, version: 2 } })).toMatchObject({
      status: 400,
    });
    expect(await put({ kind: 'folder', path: null, reading }, 'none')).toMatchObject({ status: 404 });
    expect(await put({ kind: 'nothing' })).toMatchObject({ status: 400, failure: { code: 'bad-request' } });
  });
});

describe('a Dockerfile alone', () => {
  const put = (text: string) =>
    ask('PUT', `/analyses/${analysis}/project`, { kind: 'dockerfile', name: 'pasted', text });

  it('is handed over and shown again', async () => {
    const project = { kind: 'dockerfile', name: 'pasted', text: '# syntax=docker/dockerfile:1\nFROM é\r\n' };
    expect(await put(project.text)).toEqual({ status: 200, project });
    expect(await ask('GET', `/analyses/${analysis}/project`)).toEqual({ status: 200, project });
  });

  it.each([
    ['larger than a megabyte', '#'.repeat(1_000_001), 413, /1000001 bytes; at most 1000000/],
    ['a dump of something', 'x'.repeat(9 << 20), 413, /at most 1000000/],
    ['no text', 'FROM a\0', 400, /zero byte/],
    ['empty', ' \n', 400, /empty/],
  ])('is refused where it is %s', async (_, text, status, message) => {
    expect(await put(text)).toMatchObject({ status, failure: { message: expect.stringMatching(message) } });
  });
});
