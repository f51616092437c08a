import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildxFolder, notedContext } from './buildx-notes.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-buildx-'));
  await mkdir(join(folder, 'refs', 'desktop-linux', 'desktop-linux'), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

const note = (ref: string, content: string) =>
  writeFile(join(folder, 'refs', 'desktop-linux', 'desktop-linux', ref), content);

test('the folder of a build is what the docker CLI noted', async () => {
  await note('abc123', '{"Target":"default","LocalPath":"/home/example/app","DockerfilePath":""}');
  expect(await notedContext(folder, 'abc123')).toBe('/home/example/app');
  expect(await notedContext(folder, 'other')).toBeNull();
});

test.each([
  ['of a build from standard input', '{"LocalPath":"-"}'],
  ['that is damaged', '{"LocalPath":'],
  ['of another shape', '{"LocalPath":7}'],
  ['that is too long', `{"LocalPath":"/a","Target":"${'x'.repeat(70_000)}"}`],
])('a note %s tells nothing', async (_, content) => {
  await note('abc123', content);
  expect(await notedContext(folder, 'abc123')).toBeNull();
});

test('names that lead elsewhere are not followed', async () => {
  await writeFile(join(folder, 'secret'), '{"LocalPath":"/secret"}');
  expect(await notedContext(folder, '../../../secret')).toBeNull();
  expect(await notedContext(join(folder, 'nowhere'), 'abc123')).toBeNull();
});

test('the notes lie where the environment says', () => {
  expect(buildxFolder({}, '/home/example')).toBe('/home/example/.docker/buildx');
  expect(buildxFolder({ DOCKER_CONFIG: '/etc/docker' }, '/home/example')).toBe('/etc/docker/buildx');
  expect(buildxFolder({ BUILDX_CONFIG: '/var/buildx', DOCKER_CONFIG: '/etc/docker' }, '')).toBe('/var/buildx');
});
