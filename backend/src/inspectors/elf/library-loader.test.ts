import { describe, expect, it } from 'vitest';
import { type ElfPlan, elfFile, type PlannedDynamic } from '../../../testing/elf-writer.ts';
import { inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file, symlink } from '../../../testing/tar-writer.ts';
import { closureOf } from './closure.ts';

const loaderPath = '/lib64/ld-linux-x86-64.so.2';
const program = (dynamic: PlannedDynamic, plan: ElfPlan = {}) => elfFile({ interpreter: loaderPath, dynamic, ...plan });
const library = (dynamic: PlannedDynamic = {}, plan: ElfPlan = {}) => elfFile({ dynamic, ...plan });

const system = [
  file('lib64/ld-linux-x86-64.so.2', library({ soname: 'ld-linux-x86-64.so.2' })),
  file('usr/lib/x86_64-linux-gnu/libc.so.6', library({ soname: 'libc.so.6', needed: ['ld-linux-x86-64.so.2'] })),
];

/** What is loaded with a file, in the order of the loader; a library that is missing with a question mark. */
function loaded(path: string, entries: readonly Entry[], env: readonly string[] = []): string[] {
  const image = inspectedImage({ layers: [entries], config: { Env: [...env] } });
  const { files, missing } = closureOf(image, image.tree.at(path));
  return [...files.map((node) => image.tree.path(node)), ...missing.map((one) => `${one.library}?`)];
}

const libc = '/usr/lib/x86_64-linux-gnu/libc.so.6';

describe('a library is looked for', () => {
  it('in the default folders, through symlinks, with its own needs', () => {
    const files = [
      ...system,
      file('app', program({ needed: ['libz.so.1', 'libc.so.6'] })),
      symlink('lib', 'usr/lib'),
      symlink('usr/lib/libz.so.1', 'libz.so.1.3'),
      file('usr/lib/libz.so.1.3', library({ soname: 'libz.so.1', needed: ['libm.so.6', 'libc.so.6'] })),
    ];
    expect(loaded('/app', files)).toEqual(['/app', loaderPath, '/usr/lib/libz.so.1.3', libc, 'libm.so.6?']);
  });

  it('by RPATH first, then LD_LIBRARY_PATH, then RUNPATH', () => {
    const places = ['rpath', 'env', 'runpath'].map((folder) => file(`${folder}/libx.so`, library()));
    const of = (dynamic: PlannedDynamic, env: string[], rest = places) =>
      loaded('/app', [...system, ...rest, file('app', program({ needed: ['libx.so'], ...dynamic }))], env).at(-1);
    const env = ['LD_LIBRARY_PATH=/none:/env'];
    expect(of({ rpath: '/rpath' }, env)).toBe('/rpath/libx.so');
    expect(of({ runpath: '/runpath' }, env)).toBe('/env/libx.so');
    expect(of({ runpath: '/runpath' }, [])).toBe('/runpath/libx.so');
    expect(of({ rpath: '/rpath', runpath: '/runpath' }, [])).toBe('/runpath/libx.so');
    expect(of({}, env)).toBe('/env/libx.so');
    expect(of({}, [])).toBe('libx.so?');
  });

  it('by the RPATH of what loaded the library that needs it, but not by its RUNPATH', () => {
    const files = (own: PlannedDynamic) => [
      ...system,
      file('app', program({ needed: ['libx.so'], ...own })),
      file('opt/libx.so', library({ needed: ['liby.so'] })),
      file('opt/liby.so', library()),
    ];
    expect(loaded('/app', files({ rpath: '/opt' }))).toEqual(['/app', loaderPath, '/opt/libx.so', '/opt/liby.so']);
    expect(loaded('/app', files({ runpath: '/opt' }))).toEqual(['/app', loaderPath, '/opt/libx.so', 'liby.so?']);
  });

  it('beside the program itself or the path of the library, where $ORIGIN says so', () => {
    const files = [
      ...system,
      symlink('usr/bin/app', '/opt/app/bin/app'),
      file('opt/app/bin/app', program({ needed: ['libx.so'], runpath: '$ORIGIN/../lib' })),
      symlink('opt/app/lib/libx.so', '/store/libx.so'),
      file('store/libx.so', library({ needed: ['liby.so'], runpath: '${ORIGIN}/deep:$ORIGIN' })),
      file('store/liby.so', library()),
      file('opt/app/lib/deep/liby.so', library()),
    ];
    expect(loaded('/opt/app/bin/app', files)).toEqual([
      '/opt/app/bin/app',
      loaderPath,
      '/store/libx.so',
      '/opt/app/lib/deep/liby.so',
    ]);
  });

  it('where $LIB and $PLATFORM stand for the architecture', () => {
    const files = [
      ...system,
      file('app', program({ needed: ['liba.so', 'libb.so'], runpath: '/opt/$LIB:/opt/${PLATFORM}' })),
      file('opt/lib/x86_64-linux-gnu/liba.so', library()),
      file('opt/x86_64/libb.so', library()),
    ];
    expect(loaded('/app', files).slice(2)).toEqual(['/opt/lib/x86_64-linux-gnu/liba.so', '/opt/x86_64/libb.so']);
  });

  it('by the index of ldconfig, which is all that glibc knows of configured folders', () => {
    const files = [
      ...system,
      file('app', program({ needed: ['libx.so.1'] })),
      file('opt/x/libx.so.1', library()),
      file('etc/ld.so.conf', 'include /etc/ld.so.conf.d/*.conf\n'),
      file('etc/ld.so.conf.d/x.conf', '# ours\n/opt/x\n'),
    ];
    expect(loaded('/app', files).at(-1)).toBe('libx.so.1?');
    expect(loaded('/app', [...files, file('etc/ld.so.cache', cache([['libx.so.1', '/opt/x/libx.so.1']]))]).at(-1)).toBe(
      '/opt/x/libx.so.1',
    );
    expect(loaded('/app', [...files, file('etc/ld.so.cache', cache([['libx.so.1', '/gone/libx.so.1']]))]).at(-1)).toBe(
      'libx.so.1?',
    );
  });

  it('in the configured folders, where the index cannot be read', () => {
    const files = [
      ...system,
      file('app', program({ needed: ['libx.so.1', 'liby.so.1'] })),
      file('opt/x/libx.so.1', library()),
      file('opt/y/liby.so.1', library()),
      file('etc/ld.so.cache', 'ld.so-1.7.0\0'),
      file('etc/ld.so.conf', 'include ld.so.conf.d/*.conf\n/opt/y # too\n'),
      file('etc/ld.so.conf.d/x.conf', '/opt/x\n'),
    ];
    expect(loaded('/app', files).slice(2)).toEqual(['/opt/x/libx.so.1', '/opt/y/liby.so.1']);
  });

  it('by one of its names once it is loaded, wherever it was found', () => {
    const files = [
      ...system,
      file('app', program({ needed: ['libx.so', 'libreal.so.1'], rpath: '/opt' })),
      file('opt/libx.so', library({ soname: 'libreal.so.1' })),
    ];
    expect(loaded('/app', files)).toEqual(['/app', loaderPath, '/opt/libx.so']);
  });

  it('for the machine of what needs it', () => {
    const files = [
      ...system,
      file('app', program({ needed: ['libx.so'], rpath: '/a:/b' })),
      file('a/libx.so', library({}, { machine: 183 })),
    ];
    expect(loaded('/app', files).at(-1)).toBe('libx.so?');
    expect(loaded('/app', [...files, file('b/libx.so', library())]).at(-1)).toBe('/b/libx.so');
  });

  it('among those for newer processors, where there is no other', () => {
    const hwcaps = 'usr/lib/x86_64-linux-gnu/glibc-hwcaps';
    const files = [
      ...system,
      file('app', program({ needed: ['libx.so'] })),
      file(`${hwcaps}/x86-64-v3/libx.so`, library()),
      file(`${hwcaps}/x86-64-v2/libx.so`, library()),
    ];
    expect(loaded('/app', files).at(-1)).toBe(`/${hwcaps}/x86-64-v2/libx.so`);
    const forAll = file('usr/lib/libx.so', library());
    expect(loaded('/app', [...files, forAll]).at(-1)).toBe('/usr/lib/libx.so');
  });

  it('by its path, where that is its name', () => {
    const files = [...system, file('app', program({ needed: ['/opt/x.so', './y.so'] })), file('opt/x.so', library())];
    expect(loaded('/app', files).slice(2)).toEqual(['/opt/x.so', './y.so?']);
  });
});

describe("musl's loader", () => {
  const musl = '/lib/ld-musl-x86_64.so.1';
  const app = (dynamic: PlannedDynamic) => file('app', elfFile({ interpreter: musl, dynamic }));
  const base = [file('lib/ld-musl-x86_64.so.1', library({ soname: 'libc.musl-x86_64.so.1' }))];

  it('is the C library, and hands RUNPATH down', () => {
    const files = [
      ...base,
      app({ needed: ['libx.so', 'libc.musl-x86_64.so.1', 'libpthread.so.0'], runpath: '/opt' }),
      file('opt/libx.so', library({ needed: ['liby.so', 'libc.musl-x86_64.so.1'] })),
      file('opt/liby.so', library()),
    ];
    expect(loaded('/app', files)).toEqual(['/app', musl, '/opt/libx.so', '/opt/liby.so']);
  });

  it('looks in the folders of its own file only, where it has one', () => {
    const files = [
      ...base,
      app({ needed: ['liba.so', 'libb.so'] }),
      file('usr/local/lib/liba.so', library()),
      file('opt/libb.so', library()),
    ];
    expect(loaded('/app', files).slice(2)).toEqual(['/usr/local/lib/liba.so', 'libb.so?']);
    const configured = file('etc/ld-musl-x86_64.path', '/none:/opt\n');
    expect(loaded('/app', [...files, configured]).slice(2)).toEqual(['/opt/libb.so', 'liba.so?']);
  });
});

describe('a closure', () => {
  it('ends where libraries need each other', () => {
    const files = [
      ...system,
      file('app', program({ needed: ['liba.so'] })),
      file('usr/lib/liba.so', library({ needed: ['libb.so', 'liba.so'] })),
      file('usr/lib/libb.so', library({ needed: ['liba.so', 'libb.so'] })),
    ];
    expect(loaded('/app', files)).toEqual(['/app', loaderPath, '/usr/lib/liba.so', '/usr/lib/libb.so']);
  });

  it('has what LD_PRELOAD brings into every program', () => {
    const files = [...system, file('app', program({})), file('usr/lib/libjemalloc.so.2', library())];
    expect(loaded('/app', files, ['LD_PRELOAD=libjemalloc.so.2']).at(-1)).toBe('/usr/lib/libjemalloc.so.2');
  });

  it('says that the loader is missing', () => {
    expect(loaded('/app', [file('app', program({ needed: [] }))])).toEqual(['/app', `${loaderPath}?`]);
  });

  it('tells the versions of symbols that are needed, and those that are not there', () => {
    const versionsNeeded = [{ library: 'libx.so', versions: ['X_1', 'X_3'] }];
    const files = [
      ...system,
      file('app', program({ needed: ['libx.so'], versionsNeeded })),
      file('usr/lib/libx.so', library({ versionsDefined: ['X_1', 'X_2'] })),
    ];
    const image = inspectedImage({ layers: [files] });
    const app = image.tree.at('/app');
    const closure = closureOf(image, app);
    expect(closure.symbolVersions).toEqual([{ library: 'libx.so', versions: ['X_1', 'X_3'], neededBy: app }]);
    expect(closure.unmet).toEqual([{ library: image.tree.at('/usr/lib/libx.so'), version: 'X_3', neededBy: app }]);
    expect(closureOf(image, app)).toBe(closure);
  });

  it('of a file that is no program is that file; of a damaged one it may be more', () => {
    const damaged = elfFile({ interpreter: loaderPath, dynamic: { needed: ['libx.so'] } });
    damaged.writeUInt16LE(65_535, 56);
    const packed = elfFile({ type: 2, constants: Buffer.alloc(100) });
    packed.write('UPX!', 1000);
    const files = [file('text', 'text'), file('damaged', damaged), file('packed', packed)];
    const image = inspectedImage({ layers: [[...system, ...files]] });
    expect(closureOf(image, image.tree.at('/packed')).openEnd).toBe(
      '/packed unpacks itself (UPX): what it loads is not seen',
    );
    const text = image.tree.at('/text');
    expect(closureOf(image, text)).toMatchObject({ files: [text], missing: [], openEnd: null });
    expect(closureOf(image, image.tree.at('/damaged')).openEnd).toMatch(
      'what /damaged needs is unknown: 65535 program',
    );
  });

  it('stays linear where thousands of libraries need all of each other', () => {
    const names = Array.from({ length: 600 }, (_, i) => `lib${i}.so`);
    const files = [
      ...system,
      ...names.map((name) => file(`usr/lib/${name}`, library({ needed: names }))),
      file('app', program({ needed: names })),
    ];
    const image = inspectedImage({ layers: [files] });
    const closure = closureOf(image, image.tree.at('/app'));
    expect(closure.files).toHaveLength(602);
    expect(closure.openEnd).toBe('it needs more libraries than are followed');
  });
});

/** As ldconfig writes it. */
function cache(libraries: readonly (readonly [string, string])[]): Buffer {
  const header = Buffer.alloc(48);
  header.write('glibc-ld.so.cache1.1');
  header.writeUInt32LE(libraries.length, 20);
  header[28] = 2;
  let strings = '';
  const start = header.length + 24 * libraries.length;
  const entries = libraries.map(([name, path]) => {
    const entry = Buffer.alloc(24);
    entry.writeUInt32LE(0x303, 0);
    entry.writeUInt32LE(start + strings.length, 4);
    entry.writeUInt32LE(start + strings.length + name.length + 1, 8);
    strings += `${name}\0${path}\0`;
    return entry;
  });
  return Buffer.concat([header, ...entries, Buffer.from(strings)]);
}
