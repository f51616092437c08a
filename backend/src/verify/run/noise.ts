import { stripVTControlCharacters } from 'node:util';
import type { RunOfItsOwn } from './observation.ts';
import { timesOfRun } from './time-of-run.ts';

/**
 * What cannot be the same in two runs is taken out of both sides before they are compared. These rules hide nothing else:
 * each knows exactly what it takes (the run's own names, moments of the run) or is about the log alone. What else the
 * original says differently each time is not guessed but seen, by running it twice: see steady.ts.
 */
interface NoiseRule {
  readonly id: string;
  /** For people: what is not compared. */
  readonly what: string;
  /** `log`: for what is printed only, never for an answer. */
  readonly for: 'all' | 'log';
  /** @param used is told of each use */
  take(text: string, run: RunOfItsOwn, used: () => void): string;
}

/** Where a rule took something out. Nothing that a program says looks like it. */
export const mark = (name: string) => `\u27e8${name}\u27e9`;

const replaced = (pattern: RegExp, name: string) => (text: string, _run: RunOfItsOwn, used: () => void) =>
  text.replace(pattern, (...found) => {
    used();
    const kept: unknown = found[1];
    return `${typeof kept === 'string' ? kept : ''}${mark(name)}`;
  });

/** The package and the script, then the command, each in a line of its own; npm's own settings and newer versions. */
const launched =
  /^(?:> (?:\S+@\S+ )?[\w:.-]+(?: \/\S*)?\r?\n> .*|yarn run v\d.*\r?\n\$ .*|npm (?:warn|WARN) Unknown \w+ config .*|npm notice(?: .*)?)$/gm;

/** Debian's packages have it in /usr, the official images of the languages in /usr/local. What pip put there stays. */
const runtimeLibrary = /(?<![\w/])\/usr\/(?:local\/)?lib\/(python3\.\d+)(?=\/(?!(?:site|dist)-packages\/))/g;

export const noiseRules: readonly NoiseRule[] = [
  {
    id: 'container-names',
    what: 'the container’s own hostname, ID and addresses',
    for: 'all',
    take: (text, { names }, used) => {
      let rest = text;
      for (const name of [...names].sort((a, b) => b.length - a.length)) {
        rest = rest.replaceAll(new RegExp(`(?<![\\w.])${escaped(name)}(?!\\w)`, 'g'), () => {
          used();
          return mark('container');
        });
      }
      return rest;
    },
  },
  {
    id: 'build-id',
    what: 'the ID that each build gets anew, as the image has it (.next/BUILD_ID)',
    for: 'all',
    take: (text, { buildId }, used) =>
      buildId === null
        ? text
        : text.replaceAll(buildId, () => {
            used();
            return mark('build');
          }),
  },
  {
    id: 'time-of-run',
    what: 'the time, where it is a moment of this run; its time zone is compared',
    for: 'all',
    take: timesOfRun,
  },
  {
    id: 'terminal-colours',
    what: 'colours for a terminal',
    for: 'log',
    take: (text, _run, used) => {
      const plain = stripVTControlCharacters(text);
      if (plain !== text) used();
      return plain;
    },
  },
  {
    id: 'durations',
    what: 'how long something took, in the log',
    for: 'log',
    take: replaced(
      /(?<![\w.])(?:\d+(?:\.\d+)?\s?(?:ns|[µμu]s|ms|s|secs?|seconds?|milliseconds?|m\d+(?:\.\d+)?s)(?!\w)|(?<=\b(?:running for|took|elapsed:?|uptime:?) )\d+\.\d+)/g,
      'duration',
    ),
  },
  {
    id: 'process-numbers',
    what: 'numbers of processes and threads, in the log',
    for: 'log',
    take: replaced(
      /((?:\bpid|\btid|\bprocess|\bworker)(?:\s+id)?"?[\s:=#(]{1,2}|\bListening at: \S+ \(|\b(?:INFO|WARN|ERROR|DEBUG|TRACE) +(?=\d+ --- )|^\[|(?<=\s)\[)\d{1,7}(?=[\]):,;\s]|$)/gim,
      'process',
    ),
  },
  {
    id: 'column-widths',
    what: 'how many spaces stand between columns, in the log',
    for: 'log',
    take: (text, _run, used) =>
      text.replace(/ {2,}/g, () => {
        used();
        return ' ';
      }),
  },
  {
    id: 'memory-addresses',
    what: 'addresses in memory, in the log',
    for: 'log',
    take: replaced(/\b0x[0-9a-f]{6,16}\b/gi, 'address'),
  },
  {
    id: 'client-ports',
    what: 'the port that a connection came from, in the log',
    for: 'log',
    take: replaced(/((?:\d{1,3}(?:\.\d{1,3}){3}|\u27e8container\u27e9)\]?:)(?:3[2-9]|[45]\d|6[0-5])\d{3}\b/g, 'port'),
  },
  {
    id: 'temporary-names',
    what: 'names of temporary files, in the log',
    for: 'log',
    take: replaced(/((?:\/var)?\/tmp\/(?:[\w.-]*[._-])?)[\w]{6,}/g, 'temporary'),
  },
  {
    id: 'runtime-patch-level',
    what: 'the patch level of a language’s runtime, in the log',
    for: 'log',
    take: replaced(
      /(\b(?:Java|JDK|JVM|Python|CPython|Node(?:\.js)?|Ruby|PHP|OpenSSL)[\s/:]+v?\d+\.\d+)\.\d+(?:[._+-]\w+)*/gi,
      'patch',
    ),
  },
  {
    id: 'runtime-library',
    what: 'where Python keeps its own library, as in a traceback',
    for: 'all',
    take: (text, _run, used) =>
      text.replace(runtimeLibrary, (_, name: string) => {
        used();
        return `${mark('runtime')}/${name}`;
      }),
  },
  {
    id: 'script-launchers',
    what: 'what npm, yarn and pnpm print of themselves: the script that they start, their settings, newer versions',
    for: 'log',
    take: (text, _run, used) =>
      text.replace(launched, () => {
        used();
        return '';
      }),
  },
];

/** Counts how often each rule was used, to be told. */
export class NoiseCount {
  readonly #times = new Map<string, { readonly what: string; times: number }>();

  add(rule: string, what: string, times = 1): void {
    const known = this.#times.get(rule);
    if (known === undefined) this.#times.set(rule, { what, times });
    else known.times += times;
  }

  report(): { rule: string; what: string; times: number }[] {
    return [...this.#times].map(([rule, { what, times }]) => ({ rule, what, times }));
  }
}

export function withoutNoise(text: string, kind: 'answer' | 'log', run: RunOfItsOwn, count: NoiseCount): string {
  let rest = text;
  for (const rule of noiseRules) {
    if (rule.for === 'log' && kind !== 'log') continue;
    rest = rule.take(rest, run, () => count.add(rule.id, rule.what));
  }
  return rest;
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
