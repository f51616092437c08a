import { noNode, type PathNode } from '../../../image/merge.ts';
import type { App, Drop, Recipe } from '../recipe.ts';
import { runtimeBases } from '../runtime-bases.ts';

const sourceFile = /\.(?:go|s|c|h|cc|cpp|hpp|proto|mod|sum|work)$/;

/** Programs that Go compiled: the program, and what is not known to be a source of it. */
export const go: Recipe = {
  kind: 'go',
  plan: (app) => {
    const { image, entrypoint } = app;
    if (entrypoint.runtime !== 'binary' || entrypoint.program === null) return null;
    const { tree, native } = image;
    const program = tree.resolve(entrypoint.program);
    const file = program === noNode ? null : (native?.at(program) ?? null);
    if (file?.language !== 'go') return null;
    const inode = tree.inode(program);
    return {
      what: 'the Go program',
      bases: runtimeBases(app, 'binary'),
      drops: goDrops(app, program),
      prunes: [],
      shrinks: [],
      evidence: [
        `containers run ${entrypoint.program}, which Go compiled${file.needs.length === 0 ? ' without libraries' : ''}`,
        `${image.model.merged.entries.size(inode)} bytes`,
      ],
      breaksIf: 'the program calls tools that only the larger base has, or reads its own sources',
    };
  },
};

/** The module cache, and folders below the working directory with nothing but sources. */
function goDrops({ image, workingDir }: App, program: PathNode): Drop[] {
  const { tree } = image;
  const drops: Drop[] = [];
  for (const path of ['/go/pkg', '/go/src', '/root/go']) {
    const node = tree.at(path);
    if (node !== noNode) drops.push({ node, why: 'modules that are compiled in' });
  }
  if (workingDir === 0) return drops;
  const isSource = (node: PathNode): boolean =>
    tree.isFile(node) && sourceFile.test(tree.name(node)) && node !== program;
  const visit = (folder: PathNode) => {
    for (const child of tree.children(folder)) {
      if (!tree.isDirectory(child)) {
        if (isSource(child)) drops.push({ node: child, why: 'a source' });
        continue;
      }
      const files = [...tree.below(child)].filter((node) => !tree.isDirectory(node));
      if (files.length > 0 && files.every(isSource)) drops.push({ node: child, why: 'only sources' });
    }
  };
  visit(workingDir);
  return drops;
}
