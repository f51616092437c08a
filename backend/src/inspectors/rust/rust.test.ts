import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { elfFile } from '../../../testing/elf-writer.ts';
import { inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file } from '../../../testing/tar-writer.ts';
import { rust } from './rust.ts';

const find = (...layer: Entry[]) => {
  const image = inspectedImage({ layers: [layer] });
  return { ...rust.find(image), at: (path: string) => image.tree.at(path) };
};

const audited = (packages: readonly object[]) =>
  elfFile({ sections: [{ name: '.dep-v0', bytes: deflateSync(JSON.stringify({ packages })) }] });

const commit = '4d91de4e48198da2e33413efdcd9cd2cc0c46688';
const hinted = elfFile({
  constants: Buffer.from(
    `/rustc/${commit}/library/core/src/x.rs${'.'.repeat(300)}/root/.cargo/registry/src/x-1/serde-1.0.2/src/lib.rs`,
  ),
});

it('tells the crates that cargo auditable noted, with what needs what', () => {
  const crates = [
    { name: 'itoa', version: '1.0.1', source: 'crates.io' },
    { name: 'hello', version: '0.1.0', source: 'local', dependencies: [0, 2, 99], root: true },
    { name: 'cc', version: '1.2.0', source: 'crates.io', kind: 'build' },
  ];
  const { packages, at } = find(file('a', audited([crates[0] ?? {}])), file('hello', audited(crates)));
  const hello = at('/hello');
  expect(packages.slice(1)).toMatchObject([
    { name: 'itoa', version: '1.0.1', files: [], within: { file: hello, bytes: null }, wanted: 'dependency' },
    { name: 'hello', version: '0.1.0', files: [hello], wanted: 'asked-for', dependsOn: [1, 3] },
    { name: 'cc', version: '1.2.0', files: [], wanted: 'development' },
  ]);
  expect(packages[3]?.within).toBeUndefined();
  expect(packages[2]?.evidence).toEqual([
    { path: '/hello', says: '.dep-v0 of cargo auditable: hello 0.1.0 from local' },
  ]);
});

it('tells hints as hints', () => {
  expect(find(file('tool', hinted)).packages).toMatchObject([
    {
      name: 'serde',
      version: '1.0.2',
      files: [],
      wanted: 'unknown',
      evidence: [{ says: 'only a hint: a panic message names serde-1.0.2; other crates may be in it, too' }],
    },
  ]);
});

it('says why the crates of a program are not known', () => {
  const damaged = elfFile({ sections: [{ name: '.dep-v0', bytes: Buffer.from('no zlib') }] });
  expect(find(file('tool', damaged)).problems).toEqual([
    { path: '/tool', why: '.dep-v0 cannot be inflated: it is damaged' },
  ]);
});

it('tells toolchains as runtimes: those of rustup whole, others by their own files', () => {
  const compiler = elfFile({ constants: Buffer.from('/usr/src/rustc-1.85.1/library/core/src/x.rs') });
  const rustup = 'usr/local/rustup/toolchains/1.86.0-x86_64-unknown-linux-gnu';
  const { runtimes, packages, at } = find(
    file(`${rustup}/lib/librustc_driver-6108105cd7e839cf.so`, hinted),
    file(`${rustup}/lib/rustlib/components`, 'x'),
    file(`${rustup}/bin/rustc`, hinted),
    file(`${rustup}/share/doc/x`, 'x'),
    file('usr/lib/x86_64-linux-gnu/librustc_driver-2ac4dc0e5fac42cf.so', compiler),
    file('usr/lib/x86_64-linux-gnu/libz.so.1', elfFile({ dynamic: {} })),
    file('usr/lib/rustlib/etc/x', 'x'),
    file('usr/bin/rustc', 'x'),
    file('usr/bin/ls', 'x'),
  );
  expect(packages).toEqual([]);
  const found = Object.fromEntries((runtimes ?? []).map((one) => [one.path, one]));
  expect(Object.keys(found).sort()).toEqual(['/usr', `/${rustup}`]);
  expect(found[`/${rustup}`]).toMatchObject({ kind: 'rust-toolchain', version: '1.86.0' });
  expect(found[`/${rustup}`]?.files).toHaveLength(4);
  expect(found['/usr']?.version).toBe('1.85.1');
  expect([...(found['/usr']?.files ?? [])].sort()).toEqual(
    ['/usr/lib/x86_64-linux-gnu/librustc_driver-2ac4dc0e5fac42cf.so', '/usr/lib/rustlib/etc/x', '/usr/bin/rustc']
      .map(at)
      .sort(),
  );
});
