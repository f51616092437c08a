import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { engineRequest, engineSays } from './engine-request.ts';
import { type TarredFile, tarOf } from './tar-of.ts';

const run = promisify(execFile);

export interface TestEngine {
  /** `modern`: the containerd image store. `classic`: a graph driver. */
  readonly name: 'modern' | 'classic';
  /** As DOCKER_HOST has it: `unix:///path` or `tcp://host:port`. */
  readonly host: string;
}

/**
 * The real engines to test on. `npm test` starts them and names them in the environment (see engines.sh), and runs the
 * tests once for each, side by side; a machine may have only one of the two kinds.
 */
export function testEngines(): TestEngine[] {
  const only = process.env.ALIGERA_TEST_ONLY;
  const engines = knownEngines().filter(({ name }) => !only || name === only);
  if (engines.length === 0) {
    throw new Error(
      'No engine to test on: run `npm test -- --only engine-modern`, or set ALIGERA_TEST_MODERN or ALIGERA_TEST_CLASSIC to the DOCKER_HOST of one',
    );
  }
  return engines;
}

/** One of them, for what is the same on every engine; none where it is tested on another one. */
export function oneEngine(): TestEngine[] {
  const [first] = knownEngines();
  return testEngines().filter(({ name }) => name === first?.name);
}

/** Also those that tests run on elsewhere. */
export function knownEngines(): TestEngine[] {
  const named = [
    { name: 'modern' as const, host: process.env.ALIGERA_TEST_MODERN },
    { name: 'classic' as const, host: process.env.ALIGERA_TEST_CLASSIC },
  ];
  return named.flatMap(({ name, host }) => (host ? [{ name, host }] : []));
}

/** A tiny image with a shell and the usual tools, to build others on. */
export const busybox = 'aligera-test/busybox:latest';

/** Puts `busybox` on the engine: without a registry where this machine has, or apt can fetch, a static busybox. */
export async function ensureBusybox(host: string): Promise<void> {
  const present = await engineRequest(host, 'GET', `/images/${busybox}/json`);
  if (present.status === 200) return;
  const binary = await staticBusybox();
  if (binary === null) return await pullBusybox(host);
  const { stdout } = await run(binary, ['--list-full']);
  await importImage(host, busyboxTree(await readFile(binary), stdout.split('\n').filter(Boolean)));
}

function busyboxTree(binary: Buffer, applets: readonly string[]): TarredFile[] {
  return [
    { path: 'bin/', mode: 0o755 },
    { path: 'bin/busybox', mode: 0o755, content: binary },
    { path: 'etc/', mode: 0o755 },
    { path: 'etc/passwd', mode: 0o644, content: Buffer.from('root:x:0:0:root:/root:/bin/sh\n') },
    { path: 'root/', mode: 0o700 },
    { path: 'tmp/', mode: 0o1777 },
    ...applets
      .map((applet) => `bin/${applet.slice(applet.lastIndexOf('/') + 1)}`)
      .filter((path, place, all) => path !== 'bin/busybox' && all.indexOf(path) === place)
      .map((path) => ({ path, mode: 0o777, link: 'busybox' })),
  ];
}

async function importImage(host: string, files: readonly TarredFile[]): Promise<void> {
  const [repo, tag] = busybox.split(':');
  const change = encodeURIComponent('CMD ["/bin/sh"]');
  const answer = await engineRequest(
    host,
    'POST',
    `/images/create?fromSrc=-&repo=${repo}&tag=${tag}&changes=${change}`,
    {
      body: tarOf(files),
      type: 'application/x-tar',
    },
  );
  await engineSays(answer, `import ${busybox}`);
}

async function pullBusybox(host: string): Promise<void> {
  await engineSays(
    await engineRequest(host, 'POST', '/images/create?fromImage=busybox&tag=stable'),
    'pull busybox:stable',
  );
  const [repo, tag] = busybox.split(':');
  await engineSays(
    await engineRequest(host, 'POST', `/images/busybox:stable/tag?repo=${repo}&tag=${tag}`),
    `tag ${busybox}`,
  );
}

/** The path of a busybox that needs no libraries; null where there is none and apt cannot fetch one. */
async function staticBusybox(): Promise<string | null> {
  for (const path of [process.env.ALIGERA_TEST_BUSYBOX, '/usr/bin/busybox', '/bin/busybox']) {
    if (path && (await isStaticElf(path))) return path;
  }
  const folder = await mkdtemp(join(tmpdir(), 'aligera-busybox-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  try {
    await run('sh', ['-c', 'apt-get -qq download busybox-static && dpkg-deb -x busybox-static_*.deb .'], {
      cwd: folder,
    });
  } catch {
    return null;
  }
  for (const path of ['usr/bin/busybox', 'bin/busybox'].map((path) => join(folder, path))) {
    if (await isStaticElf(path)) return path;
  }
  return null;
}

/** An ELF file that names no program interpreter. */
async function isStaticElf(path: string): Promise<boolean> {
  const head = await readFile(path).then(
    (content) => content.subarray(0, 4096),
    () => Buffer.alloc(0),
  );
  return head.subarray(1, 4).toString('latin1') === 'ELF' && !/\/ld-(linux|musl)/.test(head.toString('latin1'));
}
