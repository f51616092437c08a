import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readArguments } from '../../backend/src/project/read-command.ts';
import { writeArguments } from '../../backend/src/project/write-command.ts';
import { projectFolder } from '../../backend/testing/project-folder.ts';
import { developmentImage, type ExecEvent } from './page/contract.ts';
import { runForPage } from './project-programs.ts';

const nowhere = { dockerHost: 'unix:///nowhere.sock' };

async function eventsOf(cmd: string, args: readonly string[]): Promise<ExecEvent[]> {
  const events: ExecEvent[] = [];
  for await (const event of await runForPage(nowhere, { cmd, args })) events.push(event);
  return events;
}

function textOf(events: readonly ExecEvent[]): string {
  return events.map((event) => ('stdout' in event ? event.stdout : '')).join('');
}

it('reads a project’s folder without a container where the engine has not the extension’s image', async () => {
  const folder = projectFolder({ Dockerfile: 'FROM scratch\n', '.dockerignore': 'b', a: 3, b: 4 });
  const events = await eventsOf(
    'run',
    readArguments({ image: developmentImage, folder, dockerfile: 'Dockerfile', sizes: null }),
  );
  expect(events.at(-1)).toEqual({ exit: 0, signal: null });
  expect(JSON.parse(textOf(events))).toMatchObject({
    reading: {
      files: [{ path: 'Dockerfile' }, { path: '.dockerignore' }],
      context: { keptOut: { files: 1, bytes: 4 } },
    },
  });
});

it('tells of a folder that is not there as the reader does', async () => {
  const request = { image: developmentImage, folder: '/no/such/folder', dockerfile: 'Dockerfile', sizes: null };
  const events = await eventsOf('run', readArguments(request));
  expect(events.at(-1)).toEqual({ exit: 1, signal: null });
  expect(JSON.parse(textOf(events))).toMatchObject({ failure: { code: 'not-found' } });
});

it('writes into it in the same way', async () => {
  const folder = projectFolder({});
  const files = [{ path: 'Dockerfile', was: null, ours: null, content: gzipSync('FROM a\n').toString('base64') }];
  const events = await eventsOf('run', writeArguments({ image: developmentImage, folder, files }));
  expect(events.at(-1)).toEqual({ exit: 0, signal: null });
  expect(JSON.parse(textOf(events))).toEqual({ written: [{ path: 'Dockerfile', kept: null }] });
  expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe('FROM a\n');
});

it('leaves all other commands to docker', async () => {
  const request = { image: 'example.org/other', folder: '/', dockerfile: 'Dockerfile', sizes: null };
  for (const args of [readArguments(request), ['--rm', developmentImage]]) {
    const events = await eventsOf('run', args);
    expect(textOf(events)).toBe('');
    expect(events.at(-1)).not.toEqual({ exit: 0, signal: null });
  }
});
