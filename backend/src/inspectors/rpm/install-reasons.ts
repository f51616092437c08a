import type { Wanted } from '../../inspection-answers.ts';
import { type FileReader, wholeFileReader } from '../../readings/file-reader.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { Problem } from '../inspector.ts';
import { readingAt } from '../reading-at.ts';
import { SqliteFile } from './sqlite-file.ts';

/** Why packages are there, by `name.architecture`. */
export type InstallReasons = ReadonlyMap<string, Wanted>;

const stateFile = '/usr/lib/sysimage/libdnf5/packages.toml';
const historyFile = '/var/lib/dnf/history.sqlite';
const maxBytes = 64 << 20;

/** As dnf 5 writes it: a package a line, `"bash.x86_64" = {reason = "Dependency"}`. */
const stateReader = wholeFileReader({
  id: 'rpm/dnf-state',
  version: 1,
  files: { names: ['packages.toml'], where: ({ path }) => path === stateFile },
  maxBytes,
  read: (bytes): InstallReasons => {
    const reasons = new Map<string, Wanted>();
    for (const line of bytes.toString('utf8').split('\n')) {
      const [, name, reason] = /^"([^"]{1,500})" = \{ ?reason = "([A-Za-z ]{1,50})" ?\}$/.exec(line.trimEnd()) ?? [];
      if (name !== undefined && reason !== undefined) reasons.set(name, stateReasons.get(reason) ?? 'unknown');
    }
    return reasons;
  },
});

const stateReasons = new Map<string, Wanted>([
  ['User', 'asked-for'],
  ['External User', 'asked-for'],
  ['Group', 'asked-for'],
  ['Dependency', 'dependency'],
  ['Weak Dependency', 'dependency'],
]);

/** dnf 4 and microdnf keep all that they ever did (libdnf, transaction/Types.hpp): of each package the last counts. */
const historyReader = wholeFileReader({
  id: 'rpm/dnf-history',
  version: 1,
  files: { names: ['history.sqlite'], where: ({ path }) => path === historyFile },
  maxBytes,
  read: readHistory,
});

const historyReasons: readonly Wanted[] = [
  'unknown',
  'dependency',
  'asked-for',
  'dependency',
  'dependency',
  'asked-for',
];
const transactionDone = 1;
const removed = 8;
/** Downgraded, obsoleted, upgraded, reinstalled: what was there before the package that took its place. */
const replaced = new Set([3, 5, 7, 10]);

/** @throws Unreadable */
function readHistory(bytes: Buffer): InstallReasons {
  const history = new SqliteFile(bytes);
  const done = new Set<number>();
  for (const { id, values } of history.rows('trans')) if (values[8] === transactionDone) done.add(id);
  const names = new Map<number, string>();
  for (const { values } of history.rows('rpm')) {
    const [item, name, , , , architecture] = values;
    if (typeof item === 'number') names.set(item, `${name}.${architecture}`);
  }
  const last = new Map<string, { transaction: number; wanted: Wanted }>();
  for (const { values } of history.rows('trans_item')) {
    const [, transaction, item, , action, reason] = values;
    const name = typeof item === 'number' ? names.get(item) : undefined;
    if (name === undefined || typeof transaction !== 'number' || !done.has(transaction)) continue;
    if (typeof action !== 'number' || typeof reason !== 'number' || replaced.has(action)) continue;
    if ((last.get(name)?.transaction ?? 0) > transaction) continue;
    last.set(name, { transaction, wanted: action === removed ? 'unknown' : (historyReasons[reason] ?? 'unknown') });
  }
  return new Map(Array.from(last, ([name, { wanted }]) => [name, wanted]));
}

export const reasonReaders: readonly FileReader<InstallReasons>[] = [stateReader, historyReader];

/** What dnf knows of why packages are there; of its versions the newest counts. */
export function installReasons(
  image: InspectedImage,
  problems: Problem[],
): { readonly reasons: InstallReasons; readonly path: string } {
  const state = readingAt(image, stateReader, stateFile, problems);
  if (state !== null) return { reasons: state, path: stateFile };
  return { reasons: readingAt(image, historyReader, historyFile, problems) ?? new Map(), path: historyFile };
}
