import type { ElfFile } from '../../elf/elf-file.ts';
import type { FinalTree } from '../../image/final-tree.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import { elfReader } from '../elf/elf-reader.ts';
import { filesBelow } from '../files-below.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundRuntime } from '../inspector.ts';

/** The compiler itself; `bin/rustc` only starts it. */
const driver = /^librustc_driver-[0-9a-f]+\.so$/;
/** What a distribution of Rust has where other software is, too. */
const shared = /^(?:librustc|libLLVM.*rust|libstd-[0-9a-f]|libtest-[0-9a-f])/;
const programs =
  /^(?:rustc|rustdoc|rustfmt|cargo|cargo-(?:fmt|clippy|miri)|clippy-driver|rust-(?:gdb|gdbgui|lldb|analyzer))$/;
const maxToolchains = 20;

/** Toolchains of rustup, of distributions and of the standalone installer: each has `lib/rustlib`. */
export function rustToolchains(image: InspectedImage): FoundRuntime[] {
  const { tree } = image;
  const drivers = image.live(elfReader).filter(({ node }) => driver.test(tree.name(node)));
  const found = new Map<PathNode, FoundRuntime>();
  for (const { node, reading } of drivers.slice(0, 10 * maxToolchains)) {
    const lib = nearestLib(tree, node);
    const top = tree.parent(lib);
    if (tree.child(lib, 'rustlib') === noNode || found.has(top) || found.size === maxToolchains) continue;
    const version = (reading.state === 'read' ? versionOf(reading.value) : null) ?? versionInName(tree.name(top));
    const path = tree.path(top);
    const says = version === null ? 'the compiler of Rust' : `the compiler of Rust ${version}`;
    found.set(top, {
      kind: 'rust-toolchain',
      version,
      path,
      files: isOwn(tree, top) ? filesBelow(tree, '', top) : sharedFiles(tree, top, lib),
      evidence: [{ path: tree.path(node), says }],
    });
  }
  return [...found.values()];
}

/** The compiler's own file: what it was compiled with is another one. */
function versionOf({ rust }: ElfFile): string | null {
  return rust === null || rust.compiler !== null ? null : rust.version;
}

/** rustup names the folder by the channel: `1.85.1-x86_64-unknown-linux-gnu`. */
function versionInName(name: string): string | null {
  return /^(\d+\.\d+\.\d+)-/.exec(name)?.[1] ?? null;
}

/** Debian has the driver in a folder of its architecture below `lib`. */
function nearestLib(tree: FinalTree, node: PathNode): PathNode {
  const folder = tree.parent(node);
  return tree.child(folder, 'rustlib') === noNode ? tree.parent(folder) : folder;
}

/** rustup gives each toolchain a folder of its own. */
function isOwn(tree: FinalTree, top: PathNode): boolean {
  return tree.name(tree.parent(top)) === 'toolchains';
}

function sharedFiles(tree: FinalTree, top: PathNode, lib: PathNode): PathNode[] {
  const bin = tree.child(top, 'bin');
  const named = (folder: PathNode, name: RegExp) =>
    folder === noNode
      ? []
      : [...tree.children(folder)].filter((node) => tree.isFile(node) && name.test(tree.name(node)));
  const folders = [
    lib,
    ...[...tree.children(lib)].filter((node) => tree.isDirectory(node) && tree.name(node).includes('-linux-')),
  ];
  return [
    ...filesBelow(tree, 'rustlib', lib),
    ...named(bin, programs),
    ...folders.flatMap((folder) => named(folder, shared)),
  ];
}
