import type { Entry } from '../image/entries.ts';
import { type ImageModel, nodeAt, versionsOf } from '../image/image-model.ts';
import { noNode, type PathNode } from '../image/merge.ts';
import { decodeName } from '../paths/path-bytes.ts';

/** A file that a layer stores, in the final tree or not. */
export interface StoredFile {
  readonly entry: Entry;
  readonly node: PathNode;
  readonly name: string;
}

/** All files that any layer stores at or below an absolute path, each version of them. */
export function* entriesBelow(model: ImageModel, path: string): Generator<StoredFile> {
  const { merged, children } = model;
  const top = nodeAt(merged, path);
  const open = top === noNode ? [] : [top];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const entry of versionsOf(merged, node)) {
      if (merged.entries.isFile(entry)) yield { entry, node, name: decodeName(merged.paths.name(node)) };
    }
    for (const child of children.of(node)) open.push(child);
  }
}
