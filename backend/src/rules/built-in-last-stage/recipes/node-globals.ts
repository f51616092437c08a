import { noNode, type PathNode } from '../../../image/merge.ts';
import type { ImageEvidence } from '../../evidence.ts';
import { namedPrograms } from '../named-programs.ts';
import type { Drop } from '../recipe.ts';

/** Build, check or install; their programs have other names than they have in some cases. */
const tools: ReadonlyMap<string, readonly string[]> = new Map([
  ['@angular/cli', ['ng']],
  ['@nestjs/cli', ['nest']],
  ['@vue/cli', ['vue']],
  ['corepack', ['corepack', 'pnpm', 'yarn']],
  ['esbuild', ['esbuild']],
  ['eslint', ['eslint']],
  ['grunt-cli', ['grunt']],
  ['gulp-cli', ['gulp']],
  ['lerna', ['lerna']],
  ['node-gyp', ['node-gyp']],
  ['npm', []],
  ['npm-check-updates', ['ncu', 'npm-check-updates']],
  ['nx', ['nx']],
  ['pnpm', ['pnpm', 'pnpx']],
  ['prettier', ['prettier']],
  ['turbo', ['turbo']],
  ['typescript', ['tsc', 'tsserver']],
  ['webpack', ['webpack']],
  ['webpack-cli', ['webpack', 'webpack-cli']],
  ['yarn', ['yarn', 'yarnpkg']],
]);

/** What `npm install -g` brought that only builds; npm itself is in the new base, too. */
export function globalTools(image: ImageEvidence): Drop[] {
  const { tree, ownFrom } = image;
  const named = namedPrograms(image);
  const folder = tree.resolve('/usr/local/lib/node_modules');
  const isOwn = (node: PathNode) => tree.layer(node) >= (ownFrom ?? 0);
  const dropped = new Set<PathNode>();
  for (const [name, programs] of folder === noNode ? [] : tools) {
    const node = tree.resolve(name, folder);
    const manifest = node === noNode ? noNode : tree.child(node, 'package.json');
    if (manifest === noNode || !isOwn(manifest) || programs.some((program) => named.has(program))) continue;
    dropped.add(node);
  }
  const why = 'a tool that only builds or installs';
  return [
    ...[...dropped].map((node) => ({ node, why })),
    ...linksInto(image, dropped).map((node) => ({ node, why })),
    ...unusedManagers(image, named),
  ];
}

function linksInto({ tree, ownFrom }: ImageEvidence, folders: ReadonlySet<PathNode>): PathNode[] {
  const bin = tree.resolve('/usr/local/bin');
  if (bin === noNode || folders.size === 0) return [];
  return [...tree.children(bin)].filter((link) => {
    if (!tree.isSymlink(link) || tree.layer(link) < (ownFrom ?? 0)) return false;
    let node = tree.resolve(tree.link(link), bin);
    while (node > 0 && !folders.has(node)) node = tree.parent(node);
    return node > 0;
  });
}

/** Package managers that Corepack downloaded. */
function unusedManagers({ tree }: ImageEvidence, named: ReadonlySet<string>): Drop[] {
  if (['pnpm', 'pnpx', 'yarn', 'corepack'].some((name) => named.has(name))) return [];
  const node = tree.at('/root/.cache/node');
  return node === noNode ? [] : [{ node, why: 'package managers, which containers do not run' }];
}
