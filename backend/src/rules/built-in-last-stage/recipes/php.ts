import type { Entry } from '../../../image/entries.ts';
import { noNode, type PathNode } from '../../../image/merge.ts';
import type { App, Prune, Recipe } from '../recipe.ts';
import { runtimeBases } from '../runtime-bases.ts';
import { isOfSystem, runtimePackages } from './distribution-runtime.ts';

const buildPackages = /^php[\d.]*-(?:dev|all-dev)$|^composer$/;
/** Whatever the user told Composer not to do. */
const composerFlags = ['--ignore-platform-reqs', '--no-scripts', '--no-plugins', '--no-autoloader'];

/** Programs that PHP runs, with the packages that Composer installed, but for development. */
export const php: Recipe = {
  kind: 'php',
  plan: (app) => {
    const { entrypoint, image } = app;
    if (entrypoint.runtime !== 'php') return null;
    const { tree } = image;
    const interpreter = entrypoint.program === null ? noNode : tree.resolve(entrypoint.program);
    if (interpreter === noNode) return 'it is not known which PHP runs';
    const isPackaged = isOfSystem(image, interpreter);
    const packages = isPackaged ? runtimePackages(app, interpreter, buildPackages) : [];
    if (typeof packages === 'string') return packages;
    const pruned = pruneOf(app);
    const composer = ['/usr/bin/composer', '/usr/local/bin/composer'].map((path) => tree.at(path));
    return {
      what: 'the PHP program',
      bases: runtimeBases(app, isPackaged ? 'binary' : 'php'),
      drops: composer.filter((node) => node !== noNode).map((node) => ({ node, why: 'Composer only installs' })),
      prunes: pruned === null ? [] : [pruned],
      packages,
      buildPackages,
      evidence: [
        `containers run ${[entrypoint.program, entrypoint.script].filter((one) => one !== null).join(' ')}`,
        ...(pruned === null ? [] : [pruned.why]),
      ],
      breaksIf: 'the program calls tools that only the larger base has, or runs Composer',
    };
  },
};

function pruneOf({ subject, image, workingDir }: App): Prune | null {
  const { tree, findings } = image;
  const finding = findings.find((one) => one.finding.id === 'development-packages-installed#php');
  const root = finding === undefined ? null : projectAbove(image.tree, workingDir);
  if (finding === undefined || root === null) return null;
  const below = `${tree.path(root)}/vendor/`;
  const removes = new Set<Entry>([...finding.files].filter((one) => tree.path(tree.firstPath(one)).startsWith(below)));
  if (removes.size === 0) return null;
  const commands = (subject.result?.instructions ?? []).flatMap((one) => subject.commands(one));
  const flags = composerFlags.filter((flag) =>
    commands.some(({ name, args }) => /(?:^|\/)composer(?:\.phar)?$/.test(name) && args.includes(flag)),
  );
  return {
    command: ['composer install --no-dev --no-interaction', ...flags].join(' '),
    removes,
    why: `${finding.finding.packages.length} packages of Composer are for development only`,
  };
}

/** Composer works where it is called. */
function projectAbove(tree: App['image']['tree'], folder: PathNode): PathNode | null {
  return tree.child(folder, 'composer.json') === noNode ? null : folder;
}
