import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

// A project in miniature, and an npm that installs what its lock file names by making empty folders.

const npm = `
  import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
  appendFileSync('npm.log', process.argv.slice(2).join(' ') + '\\n');
  const packages = Object.entries(JSON.parse(readFileSync('package-lock.json', 'utf8')).packages);
  const here = packages.filter(([path, { os }]) => path !== '' && os === undefined);
  for (const [path] of here) mkdirSync(path, { recursive: true });
  writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: Object.fromEntries(here) }));
  console.log('added some packages');`;

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'aligera-project-'));
  mkdirSync(join(project, 'scripts'));
  copyFileSync(join(import.meta.dirname, 'with-dependencies.mjs'), join(project, 'scripts', 'with-dependencies.mjs'));
  writeFileSync(join(project, 'npm.mjs'), npm);
  writeFileSync(
    join(project, 'say.ts'),
    'const [first]: readonly string[] = process.argv.slice(2); console.log(first); process.exit(7);',
  );
  lock({
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '1.0.0', optional: true, os: ['other'] },
  });
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

function lock(packages: object): void {
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...packages } }));
}

function run() {
  return spawnSync(process.execPath, [join(project, 'scripts', 'with-dependencies.mjs'), 'say.ts', 'hello'], {
    encoding: 'utf8',
    env: { ...process.env, npm_execpath: join(project, 'npm.mjs'), npm_node_execpath: process.execPath },
  });
}

function installs(): string[] {
  return readFileSync(join(project, 'npm.log'), 'utf8').trim().split('\n');
}

it('installs on a fresh clone, once, and runs the script with its arguments and exit code', () => {
  expect(run()).toMatchObject({ stdout: 'hello\n', status: 7 });
  expect(run()).toMatchObject({ stdout: 'hello\n', stderr: '', status: 7 });
  expect(installs()).toEqual([expect.stringMatching(/^ci /)]);
});

it.each([
  ['another version', () => lock({ 'node_modules/a': { version: '1.0.1' } })],
  ['another content', () => lock({ 'node_modules/a': { version: '1.0.0', integrity: 'sha512-other' } })],
  ['one more package', () => lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/c': { version: '1.0.0' } })],
  ['a package that is gone', () => rmSync(join(project, 'node_modules', 'a'), { recursive: true })],
])('installs again for %s', (_, change) => {
  run();
  change();
  expect(run()).toMatchObject({ stdout: 'hello\n', status: 7 });
  expect(installs()).toHaveLength(2);
});

it('says so where npm fails, and does not run the script', () => {
  writeFileSync(join(project, 'npm.mjs'), 'process.exit(1)');
  expect(run()).toMatchObject({ stdout: '', stderr: expect.stringContaining('npm ci failed'), status: 1 });
});
