import { noNode } from '../../image/merge.ts';
import { wholeFileReader } from '../../readings/file-reader.ts';
import { objectAt, parseJsonObject, textAt } from '../../readings/json.ts';
import { type CommandState, findFile, joined } from './command-state.ts';

const maxScripts = 200;
const maxScript = 4096;

/** The scripts of a package.json that is no dependency's. */
export const packageScriptsReader = wholeFileReader({
  id: 'entrypoint/package-scripts',
  version: 1,
  files: { names: ['package.json'], where: ({ path }) => !path.includes('/node_modules/') },
  maxBytes: 1 << 20,
  read: (bytes): ReadonlyMap<string, string> => {
    const scripts = objectAt(parseJsonObject(bytes), 'scripts');
    const found = new Map<string, string>();
    for (const name of Object.keys(scripts).slice(0, maxScripts)) {
      const script = textAt(scripts, name, maxScript);
      if (script !== null) found.set(name, script);
    }
    return found;
  },
});

export type PackageRun =
  | {
      readonly state: 'script';
      readonly name: string;
      readonly script: string;
      readonly folder: string;
      readonly path: string;
      /** Scripts that npm runs before and after it. */
      readonly around: readonly string[];
    }
  /** The arguments ask for something else than a script. */
  | { readonly state: 'other' }
  | { readonly state: 'unresolved'; readonly why: string };

const runners = /^(?:npm|yarn|yarnpkg|pnpm|npm-cli\.js|yarn\.js|pnpm\.cjs)$/;

/** What `npm start`, `yarn run NAME`, `pnpm NAME`… run; null where the program is none of them. */
export function packageRun(name: string, words: readonly string[], state: CommandState): PackageRun | null {
  if (!runners.test(name)) return null;
  let folder = state.workingDir;
  const plain: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') break;
    const [, value] = /^(?:--prefix|--cwd|--dir|-C)(?:=(.*))?$/.exec(word) ?? [word];
    if (/^(?:--prefix|--cwd|--dir|-C)(?:=|$)/.test(word)) folder = joined(folder, value ?? words[++at] ?? '');
    else if (!word.startsWith('-')) plain.push(word);
  }
  const [first, second] = plain;
  const script = first === 'run' || first === 'run-script' ? second : first;
  if (script === undefined) return { state: 'other' };
  return scriptOf(name, script, folder, state, first === script);
}

function scriptOf(
  runner: string,
  name: string,
  folder: string,
  state: CommandState,
  maybeCommand: boolean,
): PackageRun {
  const { image } = state;
  const node = image.tree.resolve(`${folder}/package.json`);
  const path = node === noNode ? joined(folder, 'package.json') : image.tree.path(node);
  const reading = node === noNode ? null : image.reading(packageScriptsReader, node);
  if (reading?.state === 'unread') return { state: 'unresolved', why: `${path} cannot be read: ${reading.why}` };
  const script = reading?.value.get(name);
  const around = [`pre${name}`, `post${name}`].filter((one) => reading?.value.has(one) ?? false);
  if (script !== undefined) return { state: 'script', name, script, folder, path, around };
  // npm's own default.
  if (
    name === 'start' &&
    runner.startsWith('npm') &&
    findFile({ ...state, workingDir: folder }, 'server.js') !== null
  ) {
    return { state: 'script', name, script: 'node server.js', folder, path, around };
  }
  if (maybeCommand && name !== 'start' && name !== 'test') return { state: 'other' };
  return {
    state: 'unresolved',
    why: reading === null ? `there is no ${path} that has the script ${name}` : `${path} has no script ${name}`,
  };
}
