import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file, hardlink } from '../../../testing/tar-writer.ts';
import { npm } from './npm.ts';

const program = (version: string) => `\x7fELF\0\0Browser\0node.js/v${version}\0Protocol-Version`;
const found = (...entries: Entry[]) => {
  const image = inspectedImage({ layers: [entries] });
  return (npm.find(image).runtimes ?? []).map(({ files, ...one }) => ({
    ...one,
    files: files.map((node) => image.tree.path(node)),
  }));
};

it('tells the version of each copy of node from its program, with its headers', () => {
  expect(
    found(
      file('usr/local/bin/node', program('24.1.0')),
      hardlink('usr/local/bin/nodejs', 'usr/local/bin/node'),
      file('usr/local/include/node/node.h', ''),
      file('opt/node/bin/node', program('25.0.0-nightly20260101abc')),
    ).map(({ kind, version, path, files }) => [kind, version, path, files]),
  ).toEqual([
    ['node', '24.1.0', '/usr/local/bin/node', ['/usr/local/bin/node', '/usr/local/include/node/node.h']],
    ['node', '25.0.0-nightly20260101abc', '/opt/node/bin/node', ['/opt/node/bin/node']],
  ]);
});

it('takes a program and the library that has its code for one', () => {
  const [one, ...others] = found(
    file('usr/bin/node', '\x7fELF'),
    file('usr/lib/x86_64-linux-gnu/libnode.so.115', program('20.19.2')),
  );
  expect(others).toEqual([]);
  expect(one).toMatchObject({
    path: '/usr/bin/node',
    version: '20.19.2',
    files: ['/usr/lib/x86_64-linux-gnu/libnode.so.115', '/usr/bin/node'],
    evidence: [{ path: '/usr/lib/x86_64-linux-gnu/libnode.so.115', says: 'node.js/v20.19.2' }],
  });
});

it('takes no other program of that name for node', () => {
  expect(found(file('usr/bin/node', '\x7fELF node.js/vX'), file('bin/node', '#!/bin/sh\n# node.js/v24.1.0\n'))).toEqual(
    [],
  );
});
