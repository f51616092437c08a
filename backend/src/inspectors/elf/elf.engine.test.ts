import { describe, expect, it } from 'vitest';
import { testEngines } from '../../../testing/engines.ts';
import { inspectedExport } from '../../../testing/inspected-export.ts';
import { comparable, parseReadelf } from '../../../testing/readelf.ts';
import { exportedImage, hasImage, runInImage } from '../../../testing/run-in-image.ts';
import type { GoBuild } from '../../elf/elf-file.ts';
import type { InspectedImage } from '../inspected-image.ts';
import { closureOf } from './closure.ts';
import { elfReader } from './elf-reader.ts';
import { libraryReaders } from './library-loader.ts';

/** An image with binutils and perl, and a folder to unpack another image in. */
const tools = 'gcc:14';
const folder = '/mnt';
const loader = '/lib64/ld-linux-x86-64.so.2';
const images = [
  'gcr.io/distroless/cc-debian13:latest',
  'gcr.io/distroless/python3-debian13:latest',
  'nginx:1.26',
  'node:24-slim',
];

/** What a command prints of each file, by its path. */
const bySection = (text: string) =>
  new Map(
    text
      .split('@@ ')
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]),
  );

const elfFiles = (image: InspectedImage) =>
  image.live(elfReader).map(({ node, reading }) => ({ node, path: image.tree.path(node), reading }));

describe.each(testEngines())('ELF files of real images on the $name engine', ({ host }) => {
  it.for(images)('of %s are as readelf tells them', async (name, { skip }) => {
    skip(!(await hasImage(host, name)) || !(await hasImage(host, tools)), `${name} or ${tools} is not on this engine`);
    const tar = await exportedImage(host, name);
    const image = inspectedExport(tar, null, [elfReader]);
    const files = elfFiles(image);
    const script = `cd ${folder}; for f; do echo "@@ $f"; readelf -hldSVnW ".$f" 2>/dev/null; done; true`;
    const command = ['sh', '-c', script, 'sh', ...files.map(({ path }) => path)];
    const said = bySection((await runInImage(host, tools, command, { files: { tar, folder } })).toString());
    expect(files.length).toBeGreaterThan(100);
    const differing = files.flatMap(({ path, reading }) => {
      const ours = reading.state === 'read' ? comparable(reading.value) : reading.why;
      const theirs = parseReadelf(said.get(path) ?? '');
      return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ path, ours, theirs }];
    });
    expect(differing).toEqual([]);
  });

  it.for(images)('of %s load what the loader of the image loads', async (name, { skip }) => {
    skip(!(await hasImage(host, name)) || !(await hasImage(host, tools)), `${name} or ${tools} is not on this engine`);
    const tar = await exportedImage(host, name);
    const image = inspectedExport(tar, null, libraryReaders);
    const { tree } = image;
    const files = elfFiles(image);
    const trace = `chroot "${folder}"; chdir "/"; open STDERR, ">&STDOUT"; $| = 1; $ENV{LD_TRACE_LOADED_OBJECTS} = 1;
      for (@ARGV) { print "@@ $_\\n"; system { "${loader}" } "${loader}", $_ }`;
    const command = ['perl', '-e', trace, ...files.map(({ path }) => path)];
    const said = bySection((await runInImage(host, tools, command, { files: { tar, folder } })).toString());
    const loaderFile = tree.path(tree.resolve(loader));
    const differing = files.flatMap(({ node, path }) => {
      const { files: loaded, missing } = closureOf(image, node);
      const ours = [
        ...loaded.map((file) => tree.path(file)).filter((one) => one !== path && one !== loaderFile),
        ...missing.map(({ library }) => `${library} is missing`),
      ];
      const theirs = (said.get(path) ?? '').split('\n').flatMap((line) => {
        const [, library] = /^\t(\S+) => not found/.exec(line) ?? [];
        if (library !== undefined) return [`${library} is missing`];
        const [, found] = /^\t(?:\S+ => )?(\/\S+) \(0x/.exec(line) ?? [];
        const file = found === undefined ? null : tree.path(tree.resolve(found));
        return file === null || file === path || file === loaderFile ? [] : [file];
      });
      return ours.sort().join() === theirs.sort().join() ? [] : [{ path, ours, theirs }];
    });
    expect(differing).toEqual([]);
  });

  it('that Go linked tell what go version -m does', async ({ skip }) => {
    const name = 'golang:1.24';
    skip(!(await hasImage(host, name)), `${name} is not on this engine`);
    const top = '/usr/local/go';
    // What a container writes must be text.
    const encoded = await runInImage(host, name, ['sh', '-c', `tar c -C ${top} bin pkg/tool | base64`]);
    const tar = Buffer.from(encoded.toString('latin1'), 'base64');
    const image = inspectedExport(tar, null, [elfReader]);
    const said = (await runInImage(host, name, ['go', 'version', '-m', `${top}/bin`, `${top}/pkg/tool`])).toString();
    const theirs = said
      .split(/\n(?!\t)/)
      .map((text) => text.trimEnd())
      .filter((text) => text !== '');
    const ours = elfFiles(image).map(({ path, reading }) => {
      const go = reading.state === 'read' ? reading.value.go : null;
      return go?.state === 'known' ? `${top}${path}: ${written(go.value)}` : `${path} is not understood`;
    });
    expect(ours.length).toBeGreaterThan(10);
    expect(ours.sort()).toEqual(theirs.sort());
  });
});

/** As `go version -m` prints it, sums left out: programs of a distribution have no modules. */
function written({ version, path, main, modules, settings }: GoBuild): string {
  const lines = [
    ...(path === null ? [] : [`path\t${path}`]),
    ...(main === null ? [] : [`mod\t${main.path}\t${main.version}`]),
    ...modules.map((module) => `dep\t${module.path}\t${module.version}`),
    ...settings.map(({ name, value }) => `build\t${name}=${value}`),
  ];
  return [version, ...lines.map((line) => `\t${line}`)].join('\n');
}
