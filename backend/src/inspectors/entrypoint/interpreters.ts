import type { Runtime } from '../../inspection-answers.ts';
import { type CommandState, findFile, joined } from './command-state.ts';

/** What an interpreter is told to run. */
export interface Interpreted {
  readonly runtime: Runtime['kind'] | 'binary';
  /** The script, module, class or archive; null where it is given none. */
  readonly script: string | null;
  /** The file of it, where it is one and there is one. */
  readonly file: number | null;
  readonly says: string;
}

interface Interpreter {
  readonly name: RegExp;
  readonly runtime: Runtime['kind'] | 'binary';
  /** Options that have their value in the next word. */
  readonly valued: string;
  /** Options whose value is the program itself, as text. */
  readonly inline: string;
  /** Words that may stand before the script. */
  readonly subcommands?: string;
  /** What may be left out at the end of a script's name. */
  readonly endings?: readonly string[];
}

const interpreters: readonly Interpreter[] = [
  {
    name: /^node(?:js)?(?:-?\d+)?$/,
    runtime: 'node',
    valued:
      '-r --require --import --loader --experimental-loader -C --conditions --env-file --title --icu-data-dir --openssl-config',
    inline: '-e --eval -p --print -pe',
    subcommands: 'inspect',
    endings: ['', '.js', '.json', '.mjs', '.cjs', '/index.js'],
  },
  { name: /^ruby(?:\d[\d.]*)?$/, runtime: 'ruby', valued: '-r -I -C -E', inline: '-e' },
  { name: /^php(?:-cgi|-cli)?(?:\d[\d.]*)?$/, runtime: 'php', valued: '-S -t -d -c -z -B -E -F', inline: '-r' },
  { name: /^perl(?:\d[\d.]*)?$/, runtime: 'perl', valued: '-I', inline: '-e -E' },
  {
    name: /^dotnet$/,
    runtime: 'dotnet-runtime',
    valued: '--fx-version --roll-forward --additionalprobingpath --depsfile --runtimeconfig',
    inline: '',
    subcommands: 'exec run watch',
  },
  {
    name: /^deno$/,
    runtime: 'binary',
    valued: '-c --config -L --log-level --import-map --lock',
    inline: 'eval',
    subcommands: 'run serve',
  },
  {
    name: /^bun$/,
    runtime: 'binary',
    valued: '-r --preload -c --config --cwd',
    inline: '-e --eval',
    subcommands: 'run',
    endings: ['', '.ts', '.js', '.tsx'],
  },
  { name: /^(?:Rscript|lua(?:jit|\d[\d.]*)?|elixir|tclsh)$/, runtime: 'binary', valued: '', inline: '-e' },
];

/** @returns null where the program is no interpreter that is known */
export function interpreted(name: string, words: readonly string[], state: CommandState): Interpreted | null {
  if (/^(?:python|pypy)(?:\d[\d.]*)?$/.test(name)) return python(words, state);
  if (name === 'java') return java(words, state);
  const known = interpreters.find((one) => one.name.test(name));
  if (known === undefined) return null;
  const { runtime, valued, inline, subcommands = '', endings = [''] } = known;
  const [withValue, withText, commands] = [valued, inline, subcommands].map((list) => list.split(' '));
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (withText?.includes(word)) return { runtime, script: null, file: null, says: 'runs what its arguments say' };
    // PHP's -f says that the script comes.
    if (word === '-f') continue;
    if (withValue?.includes(word)) at++;
    else if ((word.startsWith('-') && word !== '-') || (commands?.includes(word) && word !== '')) continue;
    else return scriptAt(runtime, word, endings, state);
  }
  return { runtime, script: null, file: null, says: 'is given no script' };
}

function scriptAt(
  runtime: Interpreted['runtime'],
  path: string,
  endings: readonly string[],
  state: CommandState,
): Interpreted {
  const file = endings.map((ending) => findFile(state, path + ending)).find((found) => found !== null) ?? null;
  const script = file === null ? joined(state.workingDir, path) : state.image.tree.path(file);
  return {
    runtime,
    script,
    file,
    says: file === null ? `runs ${script}, which the image does not have` : `runs ${script}`,
  };
}

/** Options of one letter may stand together (`-um module`). */
function python(words: readonly string[], state: CommandState): Interpreted {
  const runtime = 'python';
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-') || word === '-') return scriptAt(runtime, word, ['', '/__main__.py'], state);
    if (word.startsWith('--')) {
      if (word === '--check-hash-based-pycs') at++;
      continue;
    }
    for (let letter = 1; letter < word.length; letter++) {
      const value = word.slice(letter + 1) || words[at + 1] || '';
      if (word[letter] === 'c') return { runtime, script: null, file: null, says: 'runs what its arguments say' };
      if (word[letter] === 'm') return pythonModule(value, state);
      if (word[letter] === 'W' || word[letter] === 'X') {
        if (letter === word.length - 1) at++;
        break;
      }
    }
  }
  return { runtime, script: null, file: null, says: 'is given no script' };
}

/** Where the module is one of the image's own folder its file is told, too. */
function pythonModule(name: string, state: CommandState): Interpreted {
  const path = name.replaceAll('.', '/');
  const file = [`${path}.py`, `${path}/__main__.py`].map((one) => findFile(state, one)).find((found) => found !== null);
  return { runtime: 'python', script: name, file: file ?? null, says: `runs the module ${name}` };
}

const javaValued: ReadonlySet<string> = new Set(
  '-cp -classpath --class-path -p --module-path --add-modules --add-opens --add-exports --add-reads --limit-modules --upgrade-module-path --source'.split(
    ' ',
  ),
);

function java(words: readonly string[], state: CommandState): Interpreted {
  const runtime = 'java-jre';
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const next = words[at + 1] ?? '';
    if (word === '-jar') return scriptAt(runtime, next, [''], state);
    if (word === '-m' || word === '--module')
      return { runtime, script: next, file: null, says: `runs the module ${next}` };
    if (javaValued.has(word)) at++;
    else if (word.startsWith('@'))
      return {
        runtime,
        script: null,
        file: findFile(state, word.slice(1)),
        says: `is told the rest in ${word.slice(1)}`,
      };
    else if (!word.startsWith('-')) return { runtime, script: word, file: null, says: `runs the class ${word}` };
  }
  return { runtime, script: null, file: null, says: 'is given no class' };
}
