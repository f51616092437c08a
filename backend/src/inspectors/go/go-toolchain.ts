import { noNode } from '../../image/merge.ts';
import { fileHeadReader, Unreadable } from '../../readings/file-reader.ts';
import { filesBelow } from '../files-below.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundRuntime } from '../inspector.ts';

/** `VERSION` at the top of a Go distribution: `go1.24.4`, and since Go 1.21 a line with its time. */
export const goVersionReader = fileHeadReader({
  id: 'go/version',
  version: 1,
  files: { names: ['VERSION'] },
  maxBytes: 256,
  read: (bytes) => {
    const version = /^(?:go(\d[^\s]{0,60})|devel go(\d[^\s]{0,60}))/.exec(bytes.toString('utf8'));
    const found = version?.[1] ?? version?.[2];
    if (found === undefined) throw new Unreadable('it tells no version of Go');
    return found;
  },
});

/** Each may be hundreds of megabytes and ten thousand files. */
const maxToolchains = 20;

export function goToolchains(image: InspectedImage): FoundRuntime[] {
  const { tree } = image;
  const found: FoundRuntime[] = [];
  for (const { node, reading } of image.live(goVersionReader)) {
    if (reading.state === 'unread' || found.length === maxToolchains) continue;
    const folder = tree.parent(node);
    const isWhole = ['bin/go', 'pkg'].every((path) => tree.resolve(path, folder) !== noNode);
    if (!isWhole) continue;
    found.push({
      kind: 'go-toolchain',
      version: reading.value,
      path: tree.path(folder),
      files: filesBelow(tree, '', folder),
      evidence: [{ path: tree.path(node), says: `go${reading.value}` }],
    });
  }
  return found;
}
