import { expect, it } from 'vitest';
import { elfFile } from '../../../testing/elf-writer.ts';
import { inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file, symlink } from '../../../testing/tar-writer.ts';
import { goMagic } from '../../elf/go-build.ts';
import { go } from './go.ts';

const find = (...layer: Entry[]) => {
  const image = inspectedImage({ layers: [layer] });
  return { ...go.find(image), at: (path: string) => image.tree.at(path) };
};

/** A program as Go 1.18 and newer links it. */
function goProgram(version: string, ...lines: string[]): Buffer {
  const text = (value: string) => {
    const length = Buffer.byteLength(value);
    return Buffer.concat([Buffer.from([(length & 0x7f) | 0x80, length >> 7]), Buffer.from(value)]);
  };
  const mark = '0123456789abcdef';
  const head = Buffer.concat([goMagic, Buffer.from([8, 2]), Buffer.alloc(16)]);
  return elfFile({ type: 2, data: Buffer.concat([head, text(version), text(`${mark}${lines.join('\n')}\n${mark}`)]) });
}

const server = goProgram(
  'go1.24.4',
  'path\texample.org/server/cmd',
  'mod\texample.org/server\tv1.2.0\th1:x=',
  'dep\texample.org/a\tv0.1.0\th1:y=',
  'dep\texample.org/b\tv0.2.0\th1:z=',
  '=>\texample.org/fork\tv0.3.0\th1:w=',
  'build\tCGO_ENABLED=0',
);

it('tells the modules of each program: the main one has the binary, the others are in it', () => {
  const { packages, problems, at } = find(file('app/server', server), file('app/copy', server));
  const app = at('/app/server');
  const common = { instance: '/app/server', path: '/app/server', missingFiles: 0 };
  const within = { file: app, bytes: null };
  expect(packages.filter(({ path }) => path === '/app/server')).toEqual([
    {
      ...common,
      name: 'example.org/server',
      version: 'v1.2.0',
      files: [app],
      wanted: 'asked-for',
      dependsOn: [1, 2].map((place) => place + packages.findIndex(({ files }) => files.includes(app))),
      evidence: [{ path: '/app/server', says: 'built with go1.24.4, CGO_ENABLED=0' }],
    },
    {
      ...common,
      name: 'example.org/a',
      version: 'v0.1.0',
      files: [],
      within,
      wanted: 'dependency',
      dependsOn: [],
      evidence: [{ path: '/app/server', says: 'dep example.org/a v0.1.0' }],
    },
    {
      ...common,
      name: 'example.org/b',
      version: 'v0.3.0',
      files: [],
      within,
      wanted: 'dependency',
      dependsOn: [],
      evidence: [{ path: '/app/server', says: 'dep example.org/b v0.2.0 => example.org/fork v0.3.0' }],
    },
  ]);
  expect(packages).toHaveLength(6);
  expect(problems).toEqual([]);
});

it('names a program that was built without modules by its path', () => {
  const { packages } = find(
    file('a', goProgram('go1.21.0', 'path\tcommand-line-arguments')),
    file('b', goProgram('go1.21.0')),
  );
  expect(packages.map(({ name, version }) => [name, version])).toEqual([
    ['command-line-arguments', '(devel)'],
    ['b', '(devel)'],
  ]);
});

it('says which program does not tell its modules', () => {
  const note = { name: 'Go\0', type: 4, content: Buffer.from('id') };
  expect(find(file('app', elfFile({ notes: [note] })))).toMatchObject({
    packages: [],
    problems: [{ path: '/app', why: "Go's linker made it, but it has no build information" }],
  });
});

it('tells toolchains as runtimes, with all that is in them', () => {
  const compiler = goProgram('go1.24.4', 'path\tcmd/go', 'build\tCGO_ENABLED=0');
  const { packages, runtimes, at } = find(
    file('usr/local/go/VERSION', 'go1.24.4\ntime 2025-05-29T19:37:36Z\n'),
    file('usr/local/go/bin/go', compiler),
    file('usr/local/go/pkg/tool/linux_amd64/compile', 'x'),
    file('usr/local/go/src/fmt/print.go', 'x'),
    file('usr/lib/go-1.19/VERSION', 'go1.19.8'),
    symlink('usr/lib/go-1.19/bin', '../../share/go/bin'),
    file('usr/share/go/bin/go', 'x'),
    file('usr/lib/go-1.19/pkg/x', 'x'),
    file('srv/VERSION', 'go9.9.9'),
    file('srv/other/VERSION', '1.2.3'),
  );
  expect(packages).toEqual([]);
  expect(runtimes?.map(({ kind, version, path }) => [kind, version, path])).toEqual([
    ['go-toolchain', '1.24.4', '/usr/local/go'],
    ['go-toolchain', '1.19.8', '/usr/lib/go-1.19'],
  ]);
  expect(runtimes?.[0]?.files).toHaveLength(4);
  expect(runtimes?.[0]?.files).toContain(at('/usr/local/go/src/fmt/print.go'));
});
