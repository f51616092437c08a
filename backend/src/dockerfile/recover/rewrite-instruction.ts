import { readGoString, readGoStrings } from './go-quoted.ts';
import type { WrittenInstruction } from './history-line.ts';
import { escapeRest, jsonForm, quoteWord, splitPairs } from './quote-words.ts';
import { readRun, writeRun } from './rewrite-run.ts';

/** What is known while a Dockerfile is written from the bottom of the history up. */
export interface RewriteState {
  /** Words of the SHELL in force, with spaces between. */
  shell: string;
  /** Build arguments that were declared, with the values that RUNs show. */
  readonly args: Map<string, string | null>;
  readonly env: ReadonlyMap<string, string | null>;
  readonly labels: ReadonlyMap<string, string | null>;
}

export interface Rewritten {
  /** The instruction; null where it cannot be had back. */
  readonly text: string | null;
  /** For comments above it: what is lost. */
  readonly lost: readonly string[];
}

/** The instruction that a history line was written for. */
export function rewriteInstruction(written: WrittenInstruction, state: RewriteState): Rewritten {
  const { name, rest } = written;
  switch (name) {
    case 'RUN':
      return rewriteRun(written, state);
    case 'COPY':
    case 'ADD':
      return rewriteCopy(written);
    case 'ENV':
      return pairs(name, rest, state.env);
    case 'LABEL':
      return pairs(name, rest, state.labels);
    case 'ARG':
      return rewriteArg(rest, state);
    case 'CMD':
    case 'ENTRYPOINT':
      return rewriteCommand(name, rest, state.shell);
    case 'HEALTHCHECK':
      return rewriteHealthcheck(rest);
    case 'EXPOSE':
      return whole(
        `EXPOSE ${listed(rest)
          .map((port) => port.replace(/:\{\}$/, ''))
          .join(' ')}`,
      );
    case 'VOLUME':
      return whole(`VOLUME ${jsonForm(inBrackets(rest).split(/ (?=\/)/))}`);
    case 'SHELL':
      state.shell = inBrackets(rest);
      return whole(`SHELL ${jsonForm(state.shell.split(' '))}`);
    case 'MAINTAINER':
    case 'ONBUILD':
      return whole(`${name} ${rest}`);
    default:
      return whole(`${name} ${escapeRest(rest)}`);
  }
}

const whole = (text: string): Rewritten => ({ text: text.includes('\n') ? null : text, lost: [] });

function rewriteRun(written: WrittenInstruction, state: RewriteState): Rewritten {
  const run = readRun(written, state.shell, state.args);
  if (run === null) return { text: null, lost: [] };
  const lost: string[] = [];
  if (run.shell === null) lost.push('Which words belonged together in the JSON form is lost.');
  if (/^\/dev\/pipes\//.test(run.command)) lost.push('The script of this heredoc is lost.');
  return { text: writeRun(run), lost };
}

/** The classic builder noted a hash of what was copied; BuildKit names it, but not the stage it was copied from. */
function rewriteCopy({ name, rest }: WrittenInstruction): Rewritten {
  const hashed = /^(--chown=\S*?)?(file|dir|multi):([0-9a-f]{64}) in ([\s\S]*)$/.exec(rest);
  if (hashed !== null) {
    const [, flag = '', kind = '', hash = '', target = ''] = hashed;
    const words = [kind === 'file' ? fileName(target, hash) : '.', target.trim()];
    return {
      text: `${name} ${flag === '' ? '' : `${flag} `}${copyWords(words)}`,
      lost: [
        `The name of what was copied is lost, and whether it came from another stage: ${kind}:${hash.slice(0, 12)}….`,
      ],
    };
  }
  const heredocs = [...rest.matchAll(/(?:^| )<<([^\s<]+)/g)].map(([, word = '']) => word);
  const lost = heredocs.length > 0 ? [`The content of ${heredocs.map((word) => `<<${word}`).join(' ')} is lost.`] : [];
  const source = rest.replace(/^(?:--\S+ )+/, '');
  // In the context paths are relative, as a rule.
  if (name === 'COPY' && source.startsWith('/')) {
    lost.push('It was copied from another stage or image, most likely: which one is lost (--from).');
  }
  const bodies = heredocs.map((word) => `\n${word}`).join('');
  return { text: /[\n"'\\$]/.test(rest) ? null : `${name} ${rest}${bodies}`, lost };
}

function fileName(target: string, hash: string): string {
  const last = target.trim().split('/').at(-1) ?? '';
  return last === '' || last === '.' ? `file-${hash.slice(0, 12)}` : last;
}

function copyWords(words: readonly string[]): string {
  return words.some((word) => /[\s"'\\$]/.test(word)) ? jsonForm(words) : words.join(' ');
}

function pairs(name: string, rest: string, known: ReadonlyMap<string, string | null>): Rewritten {
  const found = splitPairs(rest, known);
  if (found === null || rest.includes('\n')) return { text: null, lost: [] };
  return whole(`${name} ${found.map(([key, value]) => `${quoteWord(key)}=${quoteWord(value)}`).join(' ')}`);
}

function rewriteArg(rest: string, { args }: RewriteState): Rewritten {
  const declared = rest.includes('\n') ? null : readArg(rest, args);
  if (declared === null) return { text: null, lost: [] };
  const words = declared.map(([name, noted]) => {
    const value = args.get(name) ?? noted;
    return value === null ? name : `${name}=${quoteWord(value)}`;
  });
  return whole(`ARG ${words.join(' ')}`);
}

/**
 * What an ARG declares, with the values that it notes. Names without one can only be told from words of a value where
 * they come first.
 * @returns null where it is no list of names
 */
export function readArg(rest: string, known: ReadonlyMap<string, string | null>): [string, string | null][] | null {
  const bare = /^(?:[A-Za-z_]\w*(?: |$))*/.exec(rest)?.[0] ?? '';
  const valued = bare.length >= rest.length ? [] : splitPairs(rest.slice(bare.length), known, true);
  if (valued === null) return null;
  return [
    ...bare
      .split(' ')
      .filter(Boolean)
      .map((name): [string, null] => [name, null]),
    ...valued,
  ];
}

function rewriteCommand(name: string, rest: string, shell: string): Rewritten {
  const words = readGoStrings(rest);
  if (words === null) return { text: null, lost: [] };
  const command = words.at(-1) ?? '';
  const isShellForm = words.slice(0, -1).join(' ') === shell && isPlainLine(command);
  return whole(`${name} ${isShellForm ? command : jsonForm(words)}`);
}

/** One that the builder reads back as it is. */
function isPlainLine(command: string): boolean {
  return !/[\\\p{Cc}]|^[\s["']|\s$/u.test(command) && command !== '';
}

/**
 * `&{["CMD-SHELL" "true"] "30s" "3s" "0s" "0s" '\x02'}`: test, interval, timeout, start period, in newer versions start
 * interval, and retries; `{Test:[CMD-SHELL true] Interval:30s … Retries:2}` in the newest.
 */
function rewriteHealthcheck(rest: string): Rewritten {
  const listEnd = rest.lastIndexOf('] ');
  const quoted = readGoStrings(rest.slice(rest.indexOf('['), listEnd + 1));
  const named =
    /^&?\{Test:\[([\s\S]*)\] Interval:(\S+) Timeout:(\S+) StartPeriod:(\S+)(?: StartInterval:(\S+))? Retries:(\d+)\}$/.exec(
      rest,
    );
  const words = quoted ?? named?.[1]?.split(' ') ?? null;
  if (words === null) return { text: null, lost: [] };
  if (words[0] === 'NONE') return whole('HEALTHCHECK NONE');
  const [interval, timeout, startPeriod, startInterval, retries] =
    named === null ? quotedSettings(rest.slice(listEnd + 2)) : named.slice(2);
  const flags = [
    ['interval', interval],
    ['timeout', timeout],
    ['start-period', startPeriod],
    ['start-interval', startInterval],
    ['retries', retries],
  ].flatMap(([flag, value]) => (value === undefined || /^0s?$/.test(value) ? [] : [`--${flag}=${value} `]));
  const command = words[0] === 'CMD-SHELL' ? words.slice(1).join(' ') : jsonForm(words.slice(1));
  return whole(`HEALTHCHECK ${flags.join('')}CMD ${command}`);
}

function quotedSettings(text: string): (string | undefined)[] {
  const durations = [...text.matchAll(/"([^"]*)"/g)].map(([, duration]) => duration);
  const rune = /'((?:\\.[^']*|[^'\\]))'\}$/.exec(text)?.[1] ?? '';
  const retries = String(readGoString(`"${rune}"`, 0)?.value.codePointAt(0) ?? 0);
  const [interval, timeout, startPeriod, startInterval] = durations;
  return [interval, timeout, startPeriod, startInterval, retries];
}

function inBrackets(text: string): string {
  return text.replace(/^\[/, '').replace(/\]$/, '');
}

/** `[80/tcp 53/udp]`, `map[80/tcp:{}]`, or `80 53/udp` */
function listed(text: string): string[] {
  return text
    .replace(/^(?:map)?\[/, '')
    .replace(/\]$/, '')
    .split(' ')
    .filter(Boolean);
}
