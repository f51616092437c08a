import { noNode, type PathNode } from '../../image/merge.ts';
import { fileHeadReader } from '../../readings/file-reader.ts';
import { filesBelow } from '../files-below.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundRuntime } from '../inspector.ts';

/** What Ruby's build wrote down about itself. */
interface RubyConfig {
  readonly version: string;
  /** The version of its interfaces, which folders are named for. */
  readonly abi: string;
  readonly prefix: string;
}

export const rbconfigReader = fileHeadReader({
  id: 'ruby/rbconfig',
  version: 1,
  files: { names: ['rbconfig.rb'] },
  maxBytes: 64 << 10,
  read: (bytes): RubyConfig | null => {
    const text = bytes.toString('utf8');
    const value = (name: string) =>
      new RegExp(`^ {2}CONFIG\\["${name}"\\] = "(\\d{1,3}(?:\\.\\d{1,3}){0,2})"$`, 'm').exec(text)?.[1];
    const parts = ['MAJOR', 'MINOR', 'TEENY'].map(value);
    const abi = value('ruby_version');
    const prefix = /^ {2}CONFIG\["prefix"\] = \(TOPDIR \|\| DESTDIR \+ "([^"]{1,500})"\)$/m.exec(text)?.[1];
    if (parts.includes(undefined) || abi === undefined || prefix === undefined) return null;
    return { version: parts.join('.'), abi, prefix };
  },
});

const maxCopies = 16;

/** Every Ruby: its program and library, the standard library and headers. */
export function rubyRuntimes(image: InspectedImage): FoundRuntime[] {
  const { tree } = image;
  const found: FoundRuntime[] = [];
  for (const { node, reading } of image.live(rbconfigReader).slice(0, maxCopies)) {
    if (reading.state === 'unread' || reading.value === null) continue;
    const { version, abi, prefix } = reading.value;
    const compiled = tree.parent(node);
    const top = tree.resolve(prefix);
    const lib = top === noNode ? noNode : tree.child(top, 'lib');
    const series = version.split('.').slice(0, 2).join('.');
    const programs = filesIn(image, top === noNode ? noNode : tree.child(top, 'bin'), (name) =>
      /^ruby[\d.]*$/.test(name),
    );
    const isLibrary = (name: string) => name.startsWith('libruby') && name.includes(series);
    found.push({
      kind: 'ruby',
      version,
      path: tree.path(programs[0] ?? compiled),
      files: [
        ...programs,
        ...filesIn(image, lib, isLibrary),
        ...filesIn(image, tree.parent(tree.parent(compiled)), isLibrary),
        ...filesBelow(tree, '', compiled),
        ...(top === noNode
          ? []
          : [`lib/ruby/${abi}`, `include/ruby-${abi}`].flatMap((path) => filesBelow(tree, path, top))),
      ],
      evidence: [{ path: tree.path(node), says: `Ruby ${version}` }],
    });
  }
  return found;
}

function filesIn({ tree }: InspectedImage, folder: PathNode, fits: (name: string) => boolean): PathNode[] {
  if (folder === noNode) return [];
  return [...tree.children(folder)].filter((node) => tree.isFile(node) && fits(tree.name(node)));
}
