import { noNode, type PathNode } from '../../../image/merge.ts';
import { neededNodes } from '../needed-nodes.ts';
import { dropsOfProject, projectFolders } from '../project-folders.ts';
import type { App, Drop, Recipe, RuntimePlan } from '../recipe.ts';
import { runtimeBases } from '../runtime-bases.ts';
import { pathsInWords, withParents } from '../words-as-paths.ts';

const manifest = /\.(?:csproj|fsproj|vbproj|sln|slnx)$/;
const caches = /\/\.nuget\//;
const sourceFile =
  /\.(?:cs|fs|vb|csproj|fsproj|vbproj|sln|slnx|props|targets|razor|cshtml|resx|user|http)$|^(?:global|packages\.lock)\.json$|^nuget\.config$/i;

interface Published {
  readonly folder: PathNode;
  readonly name: string;
}

/** Programs that `dotnet publish` put into one folder: that folder, on the runtime that they ask for. */
export const dotnet: Recipe = {
  kind: 'dotnet',
  plan: (app) => {
    const { image, entrypoint } = app;
    const runs = entrypoint.runs.slice(0, 3).join(' ');
    const isHost = entrypoint.runtime === 'dotnet-runtime' || entrypoint.runtime === 'dotnet-sdk';
    if (isHost && ['run', 'watch', 'test'].includes(entrypoint.runs[1] ?? '')) {
      return `containers run ${runs}, and compile whenever they start: dotnet publish puts the program into one folder, which needs only the runtime`;
    }
    const published = publishedProgram(app);
    if (published === null) return isHost ? `containers run ${runs}, and what that needs is not known` : null;
    const { folder, name } = published;
    const path = image.tree.path(folder);
    if (/\/bin\/(?:Debug|Release)\//.test(path) && !/\/publish(?:\/|$)/.test(path)) {
      return `${path} is what dotnet build left, and takes packages from elsewhere: dotnet publish puts all into one folder`;
    }
    const isSelfContained = ['libhostpolicy.so', 'libcoreclr.so'].some(
      (one) => image.tree.child(folder, one) !== noNode,
    );
    const isWeb = asksForWeb(app, path);
    return {
      what: 'the .NET program',
      bases: isSelfContained
        ? runtimeBases(app, 'binary')
        : runtimeBases(app, isWeb === false ? 'dotnet-runtime' : 'aspnet-runtime'),
      drops: dotnetDrops(app, folder),
      keepOnly: outputFolders(app, folder),
      prunes: [],
      packages: isSelfContained ? internationalization(app) : [],
      evidence: [
        `containers run ${name} of ${path}`,
        isSelfContained
          ? 'it brings its own runtime'
          : `it asks for ${isWeb === false ? 'Microsoft.NETCore.App alone' : 'Microsoft.AspNetCore.App, or that is not known'}`,
      ],
      breaksIf: 'the program calls tools of the SDK or of the larger base, or reads its own sources',
    };
  },
};

/** The folder of the program, whether `dotnet` starts it or its own host does; null where it is none. */
function publishedProgram({ image, entrypoint, workingDir }: App): Published | null {
  const { tree, ownFrom } = image;
  const program = entrypoint.script ?? entrypoint.program;
  const node = program === null ? noNode : tree.resolve(program, workingDir);
  if (node === noNode || tree.layer(node) < (ownFrom ?? 0)) return null;
  const folder = tree.parent(node);
  const name = tree.name(node).replace(/\.dll$/, '');
  const isProgram =
    tree.child(folder, `${name}.runtimeconfig.json`) !== noNode && tree.child(folder, `${name}.dll`) !== noNode;
  return isProgram ? { folder, name } : null;
}

/** As the program's own settings tell it; null where they could not be read. */
function asksForWeb({ image }: App, path: string): boolean | null {
  const said = image.catalog
    .of('dotnet')
    .filter((one) => one.path === path)
    .flatMap(({ evidence }) => evidence.filter(({ says }) => says.startsWith('it asks for ')));
  return said.length === 0 ? null : said.some(({ says }) => says.includes('Microsoft.AspNetCore.App'));
}

/** ICU is loaded by name. Without it a program ends at once, where it does not do without languages. */
function internationalization({ image }: App): NonNullable<RuntimePlan['packages']> {
  const isInvariant = image.config.config?.Env?.some((one) =>
    /^DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=(?:1|true)$/.test(one),
  );
  const icu = image.catalog.packages.filter(
    ({ manager, name }) => (manager === 'dpkg' || manager === 'apk') && /^(?:libicu\d+|icu-libs)$/.test(name),
  );
  return isInvariant ? [] : icu.map(({ name }) => ({ name, why: '.NET loads it by name' }));
}

function dotnetDrops(app: App, folder: PathNode): Drop[] {
  const { tree } = app.image;
  const needed = withParents(app, [...neededNodes(app), folder, ...pathsInWords(app, app.entrypoint.runs)]);
  const projects = projectFolders(app.image, manifest, caches).filter((root) => root !== 0);
  const tools = [
    '/root/.nuget',
    '/root/.dotnet',
    '/root/.local/share/NuGet',
    '/root/.templateengine',
    '/usr/share/dotnet/sdk',
  ]
    .map((path) => tree.at(path))
    .filter((node) => node !== noNode && !needed.has(node))
    .map((node) => ({ node, why: 'of the SDK' }));
  return [
    ...tools,
    ...projects
      .filter((root) => root !== folder)
      .flatMap((root) =>
        dropsOfProject(app, root, needed, {
          isSource: (name) => sourceFile.test(name),
          isBuildFolder: (node) => isBuilt(app, node) || tree.name(node) === 'Properties',
          isRoot: (node) => projects.includes(node),
        }).filter(({ node }) => node !== folder),
      ),
  ];
}

/** `obj`, and a `bin` that the program is not in. */
function isBuilt({ image: { tree } }: App, node: PathNode): boolean {
  const name = tree.name(node);
  return (
    (name === 'obj' || name === 'bin') &&
    [...tree.children(tree.parent(node))].some((one) => manifest.test(tree.name(one)))
  );
}

/** Of a `bin` with the published program only that. */
function outputFolders({ image: { tree } }: App, folder: PathNode): NonNullable<RuntimePlan['keepOnly']> {
  for (let at = folder; at !== 0; at = tree.parent(at)) {
    const isOutput =
      tree.name(at) === 'bin' && [...tree.children(tree.parent(at))].some((one) => manifest.test(tree.name(one)));
    if (isOutput && at !== folder) return [{ below: at, keep: [folder] }];
  }
  return [];
}
