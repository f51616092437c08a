// Usage: node with-dependencies.mjs SCRIPT ARGUMENTS...
// The door of every npm script: makes node_modules fit package-lock.json, then runs SCRIPT on the Node that the
// lock file names. Plain JavaScript without dependencies, as it runs on a fresh clone under whatever Node is there.
// What it says goes to stderr: a script's standard output is its own.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const oldestForBootstrap = 20;
const oldestForScripts = 24;

const [script, ...args] = process.argv.slice(2);
if (script === undefined) fail('usage: node scripts/with-dependencies.mjs SCRIPT ARGUMENTS...');
if (major(process.version) < oldestForBootstrap) {
  fail(
    `Aligera needs Node ${oldestForBootstrap} or newer to begin with; this is ${process.version} (${process.execPath}).`,
  );
}

const misfit = whyNodeModulesDoNotFit();
if (misfit !== null) install(misfit);
runOn(nodeOfTheProject());

/** What differs between what the lock file wants and what npm wrote down as installed; null where nothing does. */
function whyNodeModulesDoNotFit() {
  const wanted = lockedPackages('package-lock.json');
  const installed = lockedPackages('node_modules/.package-lock.json');
  if (wanted === null) fail('package-lock.json is missing: this is no complete checkout of Aligera.');
  if (installed === null) return 'not installed yet';
  for (const [path, want] of Object.entries(wanted)) {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) continue;
    const have = installed[path];
    // npm leaves out the optional packages of other platforms.
    if (have === undefined && !want.optional) return `${path} is not installed`;
    if (have === undefined) continue;
    if (have.version !== want.version || have.integrity !== want.integrity)
      return `${path} is not of version ${want.version}`;
    if (!existsSync(join(root, path))) return `${path} is gone`;
  }
  return null;
}

function lockedPackages(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}

function install(why) {
  console.error(`Installing dependencies with npm ci (${why})…`);
  // npm names its own program to the scripts that it runs; calling it so works where `npm` is a batch file.
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  const flags = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const node = process.env.npm_node_execpath ?? process.execPath;
  const done = npm ? spawnSync(node, [npm, ...flags], options) : spawnSync('npm', flags, { ...options, shell: true });
  if (done.error) fail(`Could not start npm: ${done.error.message}`);
  if (done.status !== 0) fail('npm ci failed; its message is above.');
}

/** The locked Node, or this one where it is new enough and the locked one has no build for this machine. */
function nodeOfTheProject() {
  const own = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (spawnSync(own, ['--version']).status === 0) return own;
  if (major(process.version) >= oldestForScripts) return process.execPath;
  fail(
    `The \`node\` package left no Node that runs on this machine at ${own}.\n` +
      `Let npm run its install script (npm rebuild node), or use Node ${oldestForScripts} or newer.`,
  );
}

function runOn(node) {
  // node:sqlite and type stripping are called experimental; the locked version says which ones are meant.
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, script), ...args], {
    stdio: 'inherit',
    // Stripping the types takes most of the time that a process or a worker thread needs to start.
    env: { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node-compile'), ...process.env },
  });
  child.on('error', (error) => fail(`Could not start ${node}: ${error.message}`));
  // Ctrl-C reaches the child by itself, as both belong to the terminal; it alone decides when to end.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  // npm runs scripts by way of a shell, which a signal to npm ends without telling us.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 1000).unref();
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}

function major(version) {
  return Number(version.slice(1).split('.')[0]);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
