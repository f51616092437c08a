import type { PathHistory } from '../answers.ts';
import { Failure } from '../failure.ts';
import { nodeTypes } from '../layers/layer-index.ts';
import { decodeName } from '../paths/path-bytes.ts';
import { type Entry, noEntry } from './entries.ts';
import { type ImageModel, nodeAt, versionsOf } from './image-model.ts';
import { noNode, notEnded } from './merge.ts';
import { entryType } from './tree-queries.ts';

/** What each layer did to a path. @throws Failure `not-found` */
export function pathHistory(model: ImageModel, path: string): PathHistory {
  const { merged } = model;
  const node = nodeAt(merged, path);
  const entries = node === noNode ? [] : versionsOf(merged, node);
  if (entries.length === 0) throw new Failure('not-found', `no layer has ${path}`);
  const versions: PathHistory['versions'][number][] = [];
  entries.forEach((entry, i) => {
    const before = entries[i - 1] ?? noEntry;
    const layer = merged.entries.layer(entry);
    const replaces = before !== noEntry && merged.endedIn[before] === layer;
    versions.push({ layer, event: replaces ? 'changed' : 'added', ...attributes(model, entry) });
    const ended = merged.endedIn[entry] ?? notEnded;
    const next = entries[i + 1] ?? noEntry;
    if (ended !== notEnded && (next === noEntry || merged.entries.layer(next) !== ended)) versions.push(removal(ended));
  });
  return { path, versions };
}

function attributes({ merged }: ImageModel, entry: Entry): Omit<PathHistory['versions'][number], 'layer' | 'event'> {
  const { entries } = merged;
  const inode = merged.inodeOf[entry] ?? noEntry;
  const link = entries.link(entry);
  return {
    type: entryType(nodeTypes[entries.type(entry)] ?? 'none'),
    size: inode === noEntry ? 0 : entries.size(inode),
    mode: entries.mode(entry),
    uid: entries.uid(entry),
    gid: entries.gid(entry),
    mtime: entries.mtime(entry),
    link: link.length === 0 ? null : decodeName(link),
  };
}

function removal(layer: number): PathHistory['versions'][number] {
  return { layer, event: 'removed', type: null, size: 0, mode: 0, uid: 0, gid: 0, mtime: 0, link: null };
}
