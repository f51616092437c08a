/** In no node_modules at all. */
export const outside = 0;
/** A node_modules that packages are installed in. */
export const inModules = 1;
/** A scope in one: `@types`. */
const inScope = 2;
/** Where a package is installed, if it has a package.json. */
export const inPackage = 3;
/** Anything else below a node_modules: what is inside a package, and folders of tools (`.cache`, `.pnpm`). */
export const below = 4;

/**
 * What a folder is to node and npm.
 * @param around what its parent is
 * @param reachable whether no installed package is around it, or the innermost is its parent: a node_modules deep inside
 *   an installed package, as its tests have them, is none that node or npm look into from there
 */
export function folderRole(name: string, around: number, reachable: boolean): number {
  if (around === inModules) {
    if (name.startsWith('.') || name === 'node_modules') return below;
    return name.startsWith('@') ? inScope : inPackage;
  }
  if (around === inScope) return name.startsWith('.') ? below : inPackage;
  if (name === 'node_modules' && reachable) return inModules;
  return around === outside ? outside : below;
}
