import type { RunningProcess } from '../../engine/containers.ts';
import type { NoiseCount } from './noise.ts';

/** Start the program and wait for it: a variant that starts it itself does the same. */
const launchers = /^(?:tini(?:-static)?|dumb-init|npm|npx|yarn|pnpm|corepack)$/;
const shells = /^(?:sh|bash|dash|ash)$/;

/** The programs of the processes: the last names of their paths, without version numbers, each with what it runs. */
export function programsOf(processes: readonly RunningProcess[], count: NoiseCount): string[] {
  const named = processes.map(({ title }) => programOf(title));
  const rest = named.filter(
    ({ program, runs }) => !launchers.test(program) && !launchers.test(runs.replace(/(?:-cli)?\.[cm]?js$/, '')),
  );
  // A shell is a launcher where there is something that it started.
  const others = rest.filter(({ program }) => !shells.test(program));
  const kept = others.length > 0 ? others : rest;
  if (kept.length < named.length) {
    count.add('launchers', 'shells, npm and the like, which only start a program', named.length - kept.length);
  }
  return [...new Set(kept.map(({ program, runs }) => `${program} ${runs}`.trim()))];
}

function programOf(title: string): { program: string; runs: string } {
  const [first = '', ...words] = title.split(/\s+/);
  const program = lastName(first)
    .replace(/:$/, '')
    .replace(/(?<=[a-z])-?\d+(?:\.\d+)*$/, '');
  const runs = words.find((word) => !word.startsWith('-')) ?? '';
  return { program, runs: lastName(runs) };
}

const lastName = (path: string) => path.slice(path.lastIndexOf('/') + 1);
