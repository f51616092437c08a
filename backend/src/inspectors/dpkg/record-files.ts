import type { FinalTree } from '../../image/final-tree.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import type { DescribedPackage } from './described-packages.ts';
import { infoFolder } from './readers.ts';

/** The files in which dpkg keeps what it knows of one package. */
export interface RecordFiles {
  readonly files: readonly PathNode[];
  /** The one of them that names the package's files; -1 where there is none. */
  readonly list: PathNode;
}

const none: RecordFiles = { files: [], list: noNode };

/** Finds the record files of packages: `libc6:amd64.list`, `bash.postinst`, or those beside a record of its own. */
export function recordFiles(tree: FinalTree): (described: DescribedPackage) => RecordFiles {
  const known = new Map<string, { files: PathNode[]; list: PathNode }>();
  const folder = tree.resolve(infoFolder);
  for (const node of folder === noNode ? [] : tree.children(folder)) {
    const name = tree.name(node);
    const dot = name.lastIndexOf('.');
    if (dot <= 0 || !tree.isFile(node)) continue;
    const owner = name.slice(0, dot);
    const ofOwner = known.get(owner) ?? { files: [], list: noNode };
    known.set(owner, ofOwner);
    ofOwner.files.push(node);
    if (name.endsWith('.list')) ofOwner.list = node;
  }
  return ({ record: { name, architecture, multiArch }, ownRecord }) => {
    if (ownRecord !== null) return besides(tree, ownRecord);
    const qualified = known.get(`${name}:${architecture}`);
    return (multiArch === 'same' ? qualified : undefined) ?? known.get(name) ?? qualified ?? none;
  };
}

function besides(tree: FinalTree, record: PathNode): RecordFiles {
  const list = tree.child(tree.parent(record), `${tree.name(record)}.md5sums`);
  if (list === noNode || !tree.isFile(list)) return { files: [record], list: noNode };
  return { files: [record, list], list };
}
