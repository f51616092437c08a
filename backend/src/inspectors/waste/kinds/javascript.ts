import { wholeFileReader } from '../../../readings/file-reader.ts';
import { type JsonObject, parseJsonObject } from '../../../readings/json.ts';
import type { ImageUse } from '../image-use.ts';
import type { Place } from '../place.ts';
import type { PlaceKind } from '../place-kind.ts';

/** Programs that run TypeScript as it is, or compile it on the way. */
const typeScriptRunners = [
  'ts-node',
  'ts-node-dev',
  'tsx',
  'tsc',
  'tsc-watch',
  'bun',
  'deno',
  'vite-node',
  'jest',
  'vitest',
  'nest',
  'ng',
];
/** Where compilers write what they make of `src`. */
const outputs = ['dist', 'build', 'lib', 'out', 'cjs', 'esm'];
const maxDepth = 12;
const maxBelow = 1000;

const pathInTests = /"(?:\.\/)?(?:tests?|__tests__|specs?|examples?|benchmarks?)[/"]/;
const entries = ['main', 'module', 'browser', 'exports', 'imports', 'bin', 'directories'];
const maxBytes = 1 << 20;

/** The folders of tests and examples that a package.json says its modules or programs are in. */
const entryFolderReader = wholeFileReader({
  id: 'waste/node-entry-folders',
  version: 1,
  files: { names: ['package.json'], where: ({ path }) => path.includes('/node_modules/') },
  maxBytes,
  read: (bytes): readonly string[] => {
    // Most name none: then there is nothing to parse.
    if (!pathInTests.test(bytes.toString('latin1'))) return [];
    const json = parseJsonObject(bytes);
    return [...new Set(entries.flatMap((entry) => firstFolders(json[entry])))];
  },
});

/** First segments of all paths in a value, however nested. */
function firstFolders(value: JsonObject[string]): string[] {
  const folders: string[] = [];
  const open = [value];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (typeof one === 'string') folders.push(one.replace(/^\.\//, '').replace(/\/.*$/s, ''));
    else if (typeof one === 'object' && one !== null) open.push(...Object.values(one));
  }
  return folders.filter((folder) => folder !== '');
}

export const javaScriptKinds: readonly PlaceKind[] = [
  {
    rule: 'javascript-build-caches-kept',
    group: 'waste',
    title: 'Caches of JavaScript build tools',
    contents: 'what bundlers, compilers and linters remember for their next run',
    why: 'The built program does not read them.',
    remedy: 'Build in a stage of its own and copy the result; name the caches in .dockerignore.',
    confidence: (use) => (use.isUnderstood ? 'certain' : 'likely'),
    places: [
      'node_modules/.cache',
      'node_modules/.vite',
      '.next/cache',
      '.parcel-cache',
      '.turbo',
      '.nx/cache',
      '.angular/cache',
      '.eslintcache',
      '.stylelintcache',
      '*.tsbuildinfo',
    ],
    // Prisma and Puppeteer put programs there that they run.
    except: /^(prisma|puppeteer|ms-playwright|@prisma)$/,
  },
  {
    rule: 'tests-of-node-packages-installed',
    group: 'waste',
    title: 'Tests and examples of Node.js packages',
    contents: 'tests, examples and benchmarks that came with packages',
    why: 'Only the authors of those packages run them. Folders that a package.json names as an entry are not counted.',
    remedy: 'Bundle the program, or remove the folders in the RUN that installs.',
    confidence: 'likely',
    places: ['test', 'tests', '__tests__', 'spec', 'example', 'examples', 'benchmark', 'benchmarks'].flatMap((name) => [
      `node_modules/*/${name}`,
      `node_modules/@*/*/${name}`,
    ]),
    readers: [entryFolderReader],
    where: (place, use) => {
      const [manifest] = place.filesAbove('package.json', 1);
      // A folder in a scope is a package itself: `node_modules/@scope/test`.
      if (manifest === undefined || !place.isFolder || place.folderName.startsWith('@')) return false;
      const reading = use.image.reading(entryFolderReader, manifest);
      return reading?.state === 'read' && !reading.value.includes(place.name);
    },
  },
  {
    rule: 'source-maps-kept',
    group: 'development',
    title: 'Source maps',
    contents: 'source maps of compiled JavaScript and style sheets',
    why: 'Only debuggers and error reports read them; in a folder that is served they show visitors the source.',
    remedy: 'Build without them for production, or leave them in the build stage.',
    confidence: (use) => (use.mentions(/enable-source-maps|source-map-support/) ? 'possible' : 'likely'),
    places: ['*.js.map', '*.mjs.map', '*.cjs.map', '*.css.map', '*.ts.map', '*.mts.map', '*.cts.map'],
    where: (place) => place.isFile && place.hasBeside(place.name.slice(0, -'.map'.length)),
  },
  {
    rule: 'type-declarations-installed',
    group: 'development',
    title: 'Type declarations of packages',
    contents: 'declarations that compilers and editors read',
    why: 'Compiled JavaScript runs without them.',
    remedy: 'Compile in a build stage, and bundle the program or remove *.d.ts from its node_modules.',
    confidence: unlessTypeScriptIsRun,
    places: ['*.d.ts', '*.d.mts', '*.d.cts'],
    where: (place) => place.isFile && place.isInNodePackages,
  },
  {
    rule: 'typescript-sources-kept',
    group: 'development',
    title: 'TypeScript sources beside what they were compiled to',
    contents: 'sources of which the compiled JavaScript is in the image, too',
    why: 'The compiled program runs without them.',
    remedy: 'Compile in a build stage, and copy only what it makes.',
    confidence: unlessTypeScriptIsRun,
    places: ['*.ts', '*.tsx', '*.mts', '*.cts'],
    where: (place) => place.isFile && !/\.d\.[mc]?ts$/.test(place.name) && isCompiled(place),
  },
  {
    rule: 'addon-build-files-kept',
    group: 'development',
    title: 'Object files of compiled addons',
    contents: 'intermediate files of addons that node-gyp compiled',
    why: 'The addon is linked; nothing reads them again.',
    remedy:
      'Install in a build stage and copy node_modules without build/Release/obj.target, or remove those in the same RUN.',
    confidence: 'certain',
    places: ['build/Release/obj.target', 'build/Release/obj', 'build/Release/.deps', 'build/Release/.forge-meta'],
    where: (place) => place.isInNodePackages || place.hasBeside('../../binding.gyp'),
  },
];

function unlessTypeScriptIsRun(use: ImageUse) {
  if (use.runs(...typeScriptRunners) === 'yes' || use.mentions(/\.[mc]?tsx?$|ts-node|\btsx\b/)) return null;
  return use.isUnderstood ? 'likely' : 'possible';
}

/** Whether JavaScript of that name is beside it, or at the same place below the folder that compilers write to. */
function isCompiled(place: Place): boolean {
  const compiled = place.name.replace(/\.([mc]?)tsx?$/, '.$1js');
  if (place.hasBeside(compiled)) return true;
  let below = compiled;
  let up = '';
  for (const folder of place.foldersAbove(maxDepth)) {
    up += '../';
    // Longer paths are nobody's sources, but may be somebody's attempt to keep this busy.
    if (below.length > maxBelow) return false;
    if (folder === 'src') {
      const places = outputs.flatMap((output) => [`${up}${output}/${below}`, `${up}${output}/src/${below}`]);
      if (places.some((path) => place.hasBeside(path))) return true;
    }
    below = `${folder}/${below}`;
  }
  return false;
}
