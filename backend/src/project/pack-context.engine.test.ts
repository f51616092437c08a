import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extract } from 'tar-stream';
import { expect, it } from 'vitest';
import { testEngines } from '../../testing/engines.ts';
import { projectFolder } from '../../testing/project-folder.ts';
import { askedPaths } from './asked-paths.ts';
import { choosePacked } from './choose-packed.ts';
import { packContext } from './pack-context.ts';
import { contextLimits } from './read-context.ts';

const run = promisify(execFile);
const engine = testEngines().find(({ name }) => name === 'modern');
const never = new AbortController().signal;

/** What a build with the docker CLI copies, entry by entry. */
async function built(host: string, folder: string): Promise<string[]> {
  const { stdout } = await run('docker', ['buildx', 'build', '--quiet', '--output', 'type=tar,dest=-', folder], {
    env: { ...process.env, DOCKER_HOST: host },
    encoding: 'buffer',
    maxBuffer: 1e8,
  });
  return await entriesIn(stdout);
}

async function packed(folder: string, text: string): Promise<string[]> {
  const dockerfile = { path: 'Dockerfile', text };
  const question = { folder, dockerfile, ignoreFile: null, asked: askedPaths(text), limits: contextLimits };
  const pieces: Buffer[] = [];
  for await (const piece of packContext(folder, await choosePacked(question, never), never)) pieces.push(piece);
  return await entriesIn(Buffer.concat(pieces));
}

async function entriesIn(bytes: Buffer): Promise<string[]> {
  const archive = extract();
  archive.end(bytes);
  const entries: string[] = [];
  for await (const entry of archive) {
    const { name, type, mode, uid, gid, size, linkname, mtime } = entry.header;
    const seconds = Math.floor((mtime?.getTime() ?? 0) / 1000);
    if (name !== './')
      entries.push([name, type, (mode ?? 0).toString(8), uid, gid, size, linkname ?? '', seconds].join(' '));
    entry.resume();
  }
  return entries.sort();
}

function awkwardFolder(files: Readonly<Record<string, string>>): string {
  // BuildKit takes what it has where content was the same before, and dates with it.
  const folder = projectFolder({
    ...files,
    'a/one': `${Date.now()}`,
    'a/b/two': 'two',
    'c/three': 'three',
    'kept/out/x': 'x',
  });
  chmodSync(join(folder, 'a/one'), 0o4755);
  chmodSync(join(folder, 'c'), 0o2750);
  linkSync(join(folder, 'a/one'), join(folder, 'c/same'));
  symlinkSync('../a/one', join(folder, 'c/link'));
  symlinkSync('/nowhere', join(folder, 'dangling'));
  mkdirSync(join(folder, 'empty'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  return folder;
}

it('packs what the docker CLI sends', async ({ skip }) => {
  if (engine === undefined) return skip('no engine with BuildKit’s own way of reading a context');
  const hasBuildx = await run('docker', ['buildx', 'version']).then(
    () => true,
    () => false,
  );
  if (!hasBuildx) skip('the docker CLI has no buildx here');
  const dockerfile = 'FROM scratch\nCOPY . /\n';
  for (const ignored of ['kept\n', '*\n!c\n!a/b/*\n!Dockerfile\n']) {
    // A folder of its own: of one that it knows, BuildKit takes what changed, and dates the folders anew.
    const folder = awkwardFolder({ Dockerfile: dockerfile, '.dockerignore': ignored });
    const socket = createServer().listen(join(folder, 'socket'));
    await once(socket, 'listening');
    // The CLI's archive rounds fractions of a second.
    execFileSync('find', ['.', '-exec', 'touch', '-h', '-d', '2017-07-14 02:40:00', '{}', '+'], { cwd: folder });
    try {
      expect(await packed(folder, dockerfile), ignored).toEqual(await built(engine.host, folder));
    } finally {
      socket.close();
    }
  }
});
