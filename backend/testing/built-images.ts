import { createHash } from 'node:crypto';
import type { Cause } from '../src/answers.ts';
import { engineRequest, engineSays } from './engine-request.ts';
import { busybox, ensureBusybox } from './engines.ts';
import { type TarredFile, tarOf } from './tar-of.ts';

/** An image that BuildKit makes on a test engine, and what is true of it by how it is made. */
export interface BuiltImage {
  readonly name: string;
  readonly dockerfile: string;
  readonly context: readonly TarredFile[];
  /** Layers with a file system, the base included. */
  readonly layerCount: number;
  /** Every file version that does not reach the final tree. Layer 0 is the base. */
  readonly reclaimable: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly storedIn: number;
    readonly supersededIn: number;
    readonly cause: Cause;
  }[];
  /** (copies − 1) × size over contents that are live more than once. */
  readonly duplicateBytes: number;
  /** Paths that the final tree has, among others. */
  readonly live: readonly { readonly path: string; readonly bytes: number; readonly mode?: number }[];
}

/**
 * Builds the image where the engine does not have it yet.
 * @returns a reference that stands for this very Dockerfile and context
 */
export async function ensureBuilt(host: string, image: BuiltImage): Promise<string> {
  await ensureBusybox(host);
  const context = tarOf([
    { path: 'Dockerfile', mode: 0o644, content: Buffer.from(image.dockerfile) },
    ...image.context,
  ]);
  const reference = `aligera-test/${image.name}:${createHash('sha256').update(context).digest('hex').slice(0, 12)}`;
  const present = await engineRequest(host, 'GET', `/images/${reference}/json`);
  if (present.status === 200) return reference;
  await build(host, reference, context);
  return reference;
}

/** Builds with the engine's BuildKit. A new tag for the same context names the same layers, from the build cache. */
export async function build(host: string, reference: string, context: Buffer): Promise<void> {
  const query = new URLSearchParams({ version: '2', t: reference, networkmode: 'none', rm: '1' });
  const answer = await engineRequest(host, 'POST', `/build?${query}`, { body: context, type: 'application/x-tar' });
  await engineSays(answer, `build ${reference}`);
}

/** A shell command that writes exactly so many bytes, told apart from other files' by the seed. */
const write = (path: string, bytes: number, seed = path) => `yes '${seed}' | head -c ${bytes} > '${path}'`;
const layer = (...commands: string[]) => `RUN ${commands.join(' && \\\n    ')}\n`;
const from = `FROM ${busybox}\n`;

export const everyChange: BuiltImage = {
  name: 'every-change',
  dockerfile: [
    from,
    layer(
      'mkdir -p /data/opaque/sub /data/replaced',
      write('/data/deleted', 20_000),
      write('/data/overwritten', 30_000),
      write('/data/chowned', 40_000),
      write('/data/chmodded', 50_000),
      write('/data/touched', 60_000),
      write('/data/moved', 70_000),
      write('/data/kept', 5_000),
      write('/data/opaque/a', 1_000),
      write('/data/opaque/b', 2_000),
      write('/data/opaque/sub/c', 3_000),
      write('/data/replaced/x', 4_000),
    ),
    layer('rm /data/deleted'),
    layer(write('/data/overwritten', 31_000, 'other')),
    layer('chown 1000:1001 /data/chowned'),
    layer('chmod 4755 /data/chmodded'),
    layer('touch -d "2020-02-02 20:20:20" /data/touched'),
    layer('mv /data/moved /data/elsewhere'),
    layer('rm -rf /data/opaque', 'mkdir /data/opaque', write('/data/opaque/a', 1_500, 'new')),
    layer('rm -rf /data/replaced', write('/data/replaced', 4_500)),
    'ENV NOTHING=stored\n',
    'COPY --chown=1000:1000 copied /data/\n',
    'CMD ["/bin/sh"]\n',
  ].join(''),
  context: [
    { path: 'copied/', mode: 0o755 },
    { path: 'copied/file', mode: 0o640, content: Buffer.from('x'.repeat(777)) },
  ],
  layerCount: 11,
  reclaimable: [
    { path: '/data/moved', bytes: 70_000, storedIn: 1, supersededIn: 7, cause: 'moved' },
    { path: '/data/touched', bytes: 60_000, storedIn: 1, supersededIn: 6, cause: 'metadata-only' },
    { path: '/data/chmodded', bytes: 50_000, storedIn: 1, supersededIn: 5, cause: 'metadata-only' },
    { path: '/data/chowned', bytes: 40_000, storedIn: 1, supersededIn: 4, cause: 'metadata-only' },
    { path: '/data/overwritten', bytes: 30_000, storedIn: 1, supersededIn: 3, cause: 'overwritten' },
    { path: '/data/deleted', bytes: 20_000, storedIn: 1, supersededIn: 2, cause: 'deleted' },
    { path: '/data/replaced/x', bytes: 4_000, storedIn: 1, supersededIn: 9, cause: 'deleted' },
    { path: '/data/opaque/sub/c', bytes: 3_000, storedIn: 1, supersededIn: 8, cause: 'deleted' },
    { path: '/data/opaque/b', bytes: 2_000, storedIn: 1, supersededIn: 8, cause: 'deleted' },
    { path: '/data/opaque/a', bytes: 1_000, storedIn: 1, supersededIn: 8, cause: 'overwritten' },
  ],
  duplicateBytes: 0,
  live: [
    { path: '/data/kept', bytes: 5_000 },
    { path: '/data/overwritten', bytes: 31_000 },
    { path: '/data/chmodded', bytes: 50_000, mode: 0o4755 },
    { path: '/data/elsewhere', bytes: 70_000 },
    { path: '/data/opaque/a', bytes: 1_500 },
    { path: '/data/replaced', bytes: 4_500 },
    { path: '/data/file', bytes: 777, mode: 0o640 },
  ],
};

export const hardlinks: BuiltImage = {
  name: 'hardlinks',
  dockerfile: [
    from,
    layer(
      'mkdir /links',
      write('/links/a', 10_000),
      'ln /links/a /links/b',
      write('/links/c', 20_000),
      'ln /links/c /links/d',
      write('/links/e', 30_000),
      'ln /links/e /links/f',
    ),
    layer('rm /links/a'),
    layer('rm /links/c /links/d'),
    // The new name makes the engine store the whole file again, for both names; the old copy lives on under /links/f.
    layer('ln /links/e /links/g'),
  ].join(''),
  context: [],
  layerCount: 5,
  reclaimable: [{ path: '/links/c', bytes: 20_000, storedIn: 1, supersededIn: 3, cause: 'deleted' }],
  duplicateBytes: 30_000,
  live: [
    { path: '/links/b', bytes: 10_000 },
    { path: '/links/f', bytes: 30_000 },
    { path: '/links/g', bytes: 30_000 },
  ],
};

const long = 'n'.repeat(120);

export const strangeNames: BuiltImage = {
  name: 'strange-names',
  dockerfile: [
    from,
    layer(
      `mkdir -p /names/${long}/${long}/${long}`,
      write(`/names/${long}/${long}/${long}/deep`, 1_000),
      write('/names/café ñandú 日本語 🛟', 2_000),
      write('/names/ leading and trailing ', 3_000),
      `yes newline | head -c 4000 > "$(printf '/names/new\\nline')"`,
      `yes bytes | head -c 5000 > "$(printf '/names/not\\377utf8')"`,
      `yes escape | head -c 6000 > "$(printf '/names/\\033[31mred')"`,
      write('/names/<img src=x onerror=alert(1)>', 7_000),
      'ln -s /names/nowhere /names/dangling',
      'ln -s ../../../../etc/passwd /names/climbing',
      `ln -s /names/${long}/${long}/${long}/deep /names/far`,
      'mkfifo /names/fifo',
      'mknod /names/null c 1 3',
      'mkdir -m 1777 /names/sticky',
      'touch /names/empty',
    ),
    layer(`rm -rf /names/${long}`),
    layer(`rm "$(printf '/names/not\\377utf8')"`),
  ].join(''),
  context: [],
  layerCount: 4,
  reclaimable: [
    { path: '/names/not\udcffutf8', bytes: 5_000, storedIn: 1, supersededIn: 3, cause: 'deleted' },
    { path: `/names/${long}/${long}/${long}/deep`, bytes: 1_000, storedIn: 1, supersededIn: 2, cause: 'deleted' },
  ],
  duplicateBytes: 0,
  live: [
    { path: '/names/café ñandú 日本語 🛟', bytes: 2_000 },
    { path: '/names/ leading and trailing ', bytes: 3_000 },
    { path: '/names/new\nline', bytes: 4_000 },
    { path: '/names/\u001b[31mred', bytes: 6_000 },
    { path: '/names/<img src=x onerror=alert(1)>', bytes: 7_000 },
    { path: '/names/empty', bytes: 0 },
  ],
};

const duplicates: BuiltImage = {
  name: 'duplicates',
  dockerfile: [
    `FROM ${busybox} AS made\n`,
    layer('mkdir /out', write('/out/library', 25_000)),
    from,
    'COPY --from=made /out/library /usr/lib/one\n',
    'COPY --from=made /out/library /usr/lib/two\n',
    'RUN true\n',
    'COPY --from=made /out/library /opt/three\n',
    layer('rm /opt/three', write('/opt/four', 25_000, 'another')),
    'ENTRYPOINT ["/bin/sh"]\n',
  ].join(''),
  context: [],
  layerCount: 6,
  reclaimable: [{ path: '/opt/three', bytes: 25_000, storedIn: 4, supersededIn: 5, cause: 'deleted' }],
  duplicateBytes: 25_000,
  live: [
    { path: '/usr/lib/one', bytes: 25_000 },
    { path: '/usr/lib/two', bytes: 25_000 },
    { path: '/opt/four', bytes: 25_000 },
  ],
};

export const builtImages: readonly BuiltImage[] = [everyChange, hardlinks, strangeNames, duplicates];
