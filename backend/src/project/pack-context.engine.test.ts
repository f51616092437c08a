import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, symlinkSync, utimesSync } from 'node:fs';
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
    entries.push([name, type, (mode ?? 0).toString(8), uid, gid, size, linkname ?? '', seconds].join(' '));
    entry.resume();
  }
  return entries.sort();
}

function awkwardFolder(): string {
  const folder = projectFolder({ 'a/one': 'one', 'a/b/two': 'two', 'c/three': 'three', 'kept/out/x': 'x' });
  chmodSync(join(folder, 'a/one'), 0o4755);
  chmodSync(join(folder, 'c'), 0o2750);
  utimesSync(join(folder, 'a/b/two'), 1_500_000_000, 1_500_000_000.25);
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
  const folder = awkwardFolder();
  const socket = createServer().listen(join(folder, 'socket'));
  try {
    for (const ignored of ['', 'kept\n', '*\n!c\n!a/b/*\n']) {
      const text = `FROM scratch\nCOPY . /\n`;
      execFileSync('sh', ['-c', 'printf "%s" "$1" >.dockerignore; printf "%s" "$2" >Dockerfile', '-', ignored, text], {
        cwd: folder,
      });
      const withoutDockerfile = (entries: string[]) => entries.filter((entry) => !entry.startsWith('Dockerfile '));
      expect(withoutDockerfile(await packed(folder, text)), ignored).toEqual(
        withoutDockerfile(await built(engine.host, folder)),
      );
    }
  } finally {
    socket.close();
  }
});
