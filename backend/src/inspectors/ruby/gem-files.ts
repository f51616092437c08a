import { noNode, type PathNode } from '../../image/merge.ts';
import { filesBelow, nodeBelow } from '../files-below.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { Gemspec } from './gemspec.ts';
import { rbconfigReader } from './ruby-runtime.ts';

export interface Gem extends Gemspec {
  readonly node: PathNode;
  /** The folder with `gems`, `extensions` and `specifications`. */
  readonly home: PathNode;
  /** Whether it is part of Ruby's own library. */
  readonly isDefault: boolean;
}

/** Which files are a gem's. */
export class GemFiles {
  readonly #image: InspectedImage;
  /** By home: the folders that compiled parts of its gems are in. */
  readonly #extensions = new Map<PathNode, readonly PathNode[]>();
  /** Folders of Ruby's own library, with those for what was compiled. */
  readonly #libraries: readonly PathNode[];

  constructor(image: InspectedImage) {
    this.#image = image;
    this.#libraries = image.live(rbconfigReader).map(({ node }) => image.tree.parent(node));
  }

  /** The gem's own folder; null where it has none. */
  folder(gem: Gem): string | null {
    const folder = this.#folderNode(gem);
    return folder === noNode ? null : this.#image.tree.path(folder);
  }

  of(gem: Gem): PathNode[] {
    const { tree } = this.#image;
    const { node, home, name, executables, isDefault } = gem;
    const fullName = fullNameOf(gem);
    const files = [node];
    const folder = this.#folderNode(gem);
    if (folder !== noNode) files.push(...filesBelow(tree, '', folder));
    for (const extensions of this.#extensionsOf(home)) files.push(...filesBelow(tree, fullName, extensions));
    files.push(...filesBelow(tree, `doc/${fullName}`, home), ...filesBelow(tree, `build_info/${fullName}.info`, home));
    if (isDefault) return [...files, ...this.#inLibrary(gem)];
    for (const program of executables) files.push(...filesBelow(tree, `bin/${program}`, home));
    return [...files, ...filesBelow(tree, `plugins/${name}_plugin.rb`, home)];
  }

  #folderNode(gem: Gem): PathNode {
    const { tree } = this.#image;
    const gems = tree.child(gem.home, 'gems');
    const folder = gems === noNode ? noNode : tree.child(gems, fullNameOf(gem));
    return folder !== noNode && tree.isDirectory(folder) ? folder : noNode;
  }

  /** `extensions/<platform>/<Ruby's version>`. */
  #extensionsOf(home: PathNode): readonly PathNode[] {
    const known = this.#extensions.get(home);
    if (known !== undefined) return known;
    const { tree } = this.#image;
    const top = tree.child(home, 'extensions');
    const found =
      top === noNode ? [] : [...tree.children(top)].flatMap((platform) => [...tree.children(platform)]).slice(0, 16);
    this.#extensions.set(home, found);
    return found;
  }

  /** `<prefix>/lib/ruby/gems/3.3.0` has gems of `<prefix>/lib/ruby/3.3.0`, and of the folder there for what was compiled. */
  #inLibrary({ home, files }: Gem): PathNode[] {
    const { tree } = this.#image;
    const top = tree.child(tree.parent(tree.parent(home)), tree.name(home));
    const libraries = [top, ...this.#libraries.slice(0, 4)].filter(
      (library) => library !== noNode && tree.isDirectory(library),
    );
    return files.flatMap((path) =>
      libraries
        .map((library) => nodeBelow(tree, path.replace(/^lib\//, ''), library))
        .filter((node) => node !== noNode && tree.isFile(node)),
    );
  }
}

function fullNameOf({ name, version, platform }: Gem): string {
  return platform === 'ruby' ? `${name}-${version}` : `${name}-${version}-${platform}`;
}
