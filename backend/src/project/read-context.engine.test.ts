import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { extract } from 'tar-stream';
import { expect, it } from 'vitest';
import { testEngines } from '../../testing/engines.ts';
import { projectFolder } from '../../testing/project-folder.ts';
import { contextLimits, readContext } from './read-context.ts';

const run = promisify(execFile);
const engine = testEngines().find(({ name }) => name === 'modern');
const files = Object.fromEntries(
  ['a', 'b/a', 'b/c', 'b/d/e.js', 'c/a/b', 'c/x.js', 'x.js', 'x.md', 'README.md', 'a|b', 'aa', 'é', ' x', '!x'].map(
    (path, i) => [path, i + 1],
  ),
);

/** The files that a build gets when it copies its whole context. */
async function built(host: string, folder: string): Promise<string[]> {
  const { stdout } = await run('docker', ['buildx', 'build', '--quiet', '--output', 'type=tar,dest=-', folder], {
    env: { ...process.env, DOCKER_HOST: host },
    encoding: 'buffer',
    maxBuffer: 1e8,
  });
  const archive = extract();
  archive.end(stdout);
  const paths: string[] = [];
  for await (const entry of archive) {
    if (entry.header.type === 'file') paths.push(entry.header.name);
    entry.resume();
  }
  return paths.sort();
}

const ignoreFiles = [
  ['b'],
  ['b/a', '!b'],
  ['b', '!b/d'],
  ['c', '!c/*/**'],
  ['*', '!**/*.js'],
  ['**', '!b', 'b/d'],
  ['*.md', '!README*.md'],
  ['**/a', '/x.js'],
  ['a|b*'],
  ['a{2}*', '[é]', '\\!x'],
  [' x ', '# x.md', '!x.md'],
  ['./b/../c//', '**/**/d'],
];

it('a build is sent what is measured', async ({ skip }) => {
  if (engine === undefined) return skip('no engine with BuildKit’s own way of reading a context');
  const hasBuildx = await run('docker', ['buildx', 'version']).then(
    () => true,
    () => false,
  );
  if (!hasBuildx) skip('the docker CLI has no buildx here');
  for (const lines of ignoreFiles) {
    const text = lines.join('\n');
    const folder = projectFolder({ ...files, Dockerfile: 'FROM scratch\nCOPY . /\n', '.dockerignore': text });
    const question = { folder, dockerfile: 'Dockerfile', imageSizes: null, limits: contextLimits };
    const { sent } = await readContext(question, new AbortController().signal);
    expect(sent?.largest.map(({ path }) => path).sort(), text).toEqual(await built(engine.host, folder));
  }
});
