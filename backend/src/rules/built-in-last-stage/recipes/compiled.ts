import { noNode, type PathNode } from '../../../image/merge.ts';
import type { NativeFile } from '../../../inspectors/elf/native-files.ts';
import type { App } from '../recipe.ts';

/** A program that was compiled in the image: what it is run as, and the file. */
export interface CompiledProgram {
  readonly path: string;
  readonly node: PathNode;
  readonly file: NativeFile;
}

/** Null where what runs is no such program; a sentence where it is one that came with something else. */
export function compiledProgram({ image, entrypoint }: App, language: NativeFile['language']): CompiledProgram | null {
  if (entrypoint.runtime !== 'binary' || entrypoint.program === null) return null;
  const node = image.tree.resolve(entrypoint.program);
  const file = node === noNode ? null : (image.native?.at(node) ?? null);
  return file === null || file.language !== language ? null : { path: entrypoint.program, node, file };
}

/** Whether the image's own lines made the program, and no package brought it. */
export function isOwn({ image }: App, node: PathNode): boolean {
  const { tree, catalog, ownFrom } = image;
  const manager = catalog.ownerOf(node)?.manager;
  return tree.layer(node) >= (ownFrom ?? 0) && manager !== 'dpkg' && manager !== 'apk' && manager !== 'rpm';
}

export function saysOf({ path, file }: CompiledProgram, compiler: string): string {
  const libraries = file.needs.map(({ library }) => library);
  const needs =
    file.interpreter === null && libraries.length === 0
      ? 'it is static'
      : `it needs ${libraries.length === 0 ? 'a loader' : libraries.join(', ')}`;
  return `containers run ${path}, which ${compiler} compiled; ${needs}`;
}
