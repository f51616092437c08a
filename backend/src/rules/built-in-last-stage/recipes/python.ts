import type { Entry } from '../../../image/entries.ts';
import { noNode, type PathNode } from '../../../image/merge.ts';
import type { CatalogedPackage } from '../../../inspectors/package-catalog.ts';
import type { ImageEvidence } from '../../evidence.ts';
import { namedPrograms } from '../named-programs.ts';
import type { App, Drop, Prune, Recipe } from '../recipe.ts';
import { runtimeBases } from '../runtime-bases.ts';
import { isOfSystem, runtimePackages } from './distribution-runtime.ts';
import { developmentTools, installers, normalName } from './python-tools.ts';

/** Programs that are there to install packages, and the folders that hold all of them. */
const installerFiles: readonly { readonly name: string; readonly paths: readonly string[] }[] = [
  {
    name: 'uv',
    paths: [
      '/bin/uv',
      '/bin/uvx',
      '/usr/local/bin/uv',
      '/usr/local/bin/uvx',
      '/root/.local/bin/uv',
      '/root/.local/bin/uvx',
    ],
  },
  {
    name: 'poetry',
    paths: ['/opt/poetry', '/root/.local/share/pypoetry', '/root/.local/bin/poetry', '/usr/local/bin/poetry'],
  },
];
/** With the interpreter these are of no use once the program is installed. */
const buildPackages =
  /^python3?[\d.]*-(?:dev|pip|venv|virtualenv|setuptools|wheel|full|poetry|doc)$|^lib.*-dev$|^pipx?$|^cython3$/;

/** Programs that Python runs: the packages as they were installed, whether in a virtual environment or beside Python's own. */
export const python: Recipe = {
  kind: 'python',
  plan: (app) => {
    const { entrypoint, image } = app;
    if (entrypoint.runtime !== 'python') return null;
    const { tree, catalog } = image;
    const interpreter = entrypoint.program === null ? noNode : tree.resolve(entrypoint.program);
    if (interpreter === noNode) return 'it is not known which Python runs';
    if (catalog.of('conda').length > 0) return 'its packages are of conda, which has libraries of its own for each';
    const isOfSystemItself = isOfSystem(image, interpreter);
    const packages = isOfSystemItself ? runtimePackages(app, interpreter, buildPackages) : [];
    if (typeof packages === 'string') return packages;
    const isOwn = !isOfSystemItself && tree.layer(interpreter) >= (image.ownFrom ?? 0);
    const named = namedPrograms(image);
    const tools = toolsOf(app, named);
    return {
      what: 'the Python program',
      bases: runtimeBases(app, isOfSystemItself || isOwn ? 'binary' : 'python'),
      drops: [...installersIn(image, named), ...testsBelow(app)],
      prunes: tools === null ? [] : [tools],
      packages,
      buildPackages,
      evidence: [
        `containers run ${[entrypoint.program, entrypoint.script].filter((one) => one !== null).join(' ')}`,
        ...(tools === null ? [] : [tools.why]),
        `all packages that were installed stay at the paths that they have`,
      ],
      breaksIf:
        'the program calls tools that only the larger base has, compiles code, or installs packages while it runs',
    };
  },
};

/** pip as it was brought up to date, uv and Poetry: what they installed is there. */
function installersIn({ tree, catalog, ownFrom }: ImageEvidence, named: ReadonlySet<string>): Drop[] {
  const isOwn = (node: PathNode) => tree.layer(node) >= (ownFrom ?? 0);
  const drops: Drop[] = [];
  for (const { name, paths } of installerFiles) {
    if (named.has(name)) continue;
    for (const path of paths) {
      const node = tree.at(path);
      if (node !== noNode && isOwn(node)) drops.push({ node, why: `${name}, which only installs packages` });
    }
  }
  for (const one of catalog.of('python')) {
    if (!installers.has(normalName(one.name)) || named.has(normalName(one.name)) || one.neededBy.length > 0) continue;
    for (const node of one.files) {
      if (isOwn(node)) drops.push({ node, why: `${one.name}, which only installs packages` });
    }
  }
  return drops;
}

/** What only developers use of the packages that pip installed, taken away by pip. */
function toolsOf({ image, entrypoint }: App, named: ReadonlySet<string>): Prune | null {
  const { catalog, tree, ownFrom } = image;
  const bin = entrypoint.program === null ? '' : (pipBeside(image, entrypoint.script ?? '') ?? '');
  if (bin === '') return null;
  const site = sitesOf(bin);
  const installed = catalog
    .of('python')
    .filter(({ path, files }) => path?.startsWith(site) && files.some((node) => tree.layer(node) >= (ownFrom ?? 0)));
  const tools = developmentTools(installed, catalog.packages, named);
  if (tools.length === 0) return null;
  const names = tools.map(({ name }) => name).sort();
  return {
    command: `${bin === '/usr/local/bin' ? '' : `${bin}/`}pip uninstall -y ${names.join(' ')}`,
    asRoot: true,
    removes: inodesOf(image, tools),
    why: `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} for development only`,
  };
}

/** The folder of programs of the installation that runs, where it has pip. */
function pipBeside({ tree }: ImageEvidence, script: string): string | null {
  const bins = [/^(.*\/bin)\/[^/]+$/.exec(script)?.[1], '/usr/local/bin'];
  for (const bin of bins) if (bin !== undefined && tree.resolve(`${bin}/pip`) !== noNode) return bin;
  return null;
}

function sitesOf(bin: string): string {
  return `${bin.replace(/bin$/, '')}lib/`;
}

function inodesOf({ catalog }: ImageEvidence, packages: readonly CatalogedPackage[]): Set<Entry> {
  return catalog.inodes(packages);
}

/** Folders of the project with nothing but tests. */
function testsBelow({ image: { tree }, workingDir }: App): Drop[] {
  if (workingDir === 0) return [];
  const drops: Drop[] = [];
  for (const child of tree.children(workingDir)) {
    if (!tree.isDirectory(child) || !/^tests?$/.test(tree.name(child))) continue;
    const files = [...tree.below(child)].filter((node) => !tree.isDirectory(node)).map((node) => tree.name(node));
    const isTest = (name: string) => /^(?:test_.*|.*_test|conftest|__init__)\.py$|\.pyc$/.test(name);
    if (files.length > 0 && files.every(isTest)) drops.push({ node: child, why: 'tests' });
  }
  return drops;
}
