import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { mutated } from '../../../testing/mutated.ts';
import { type Entry, file } from '../../../testing/tar-writer.ts';
import type { Problem } from '../inspector.ts';
import { installReasons } from './install-reasons.ts';
import { rpm } from './rpm.ts';

const written = (name: string) => zstdDecompressSync(readFileSync(join(import.meta.dirname, name)));
const database = file('var/lib/rpm/rpmdb.sqlite', written('written-by-rpm-4.18.sqlite.zst'));
/**
 * As dnf 4.23 left it after `install part1 libthing`, `install part3`, `mark remove libthing` and `remove part3`; part1
 * needs app, and that needs shell. `repoquery --userinstalled` told part1 alone.
 */
const history = written('written-by-dnf-4.23.sqlite.zst');

function look(...entries: Entry[]) {
  const { packages, problems } = rpm.find(inspectedImage({ layers: [[database, ...entries]] }));
  const find = (name: string) => packages.find((one) => one.name === name);
  return { problems, find, wanted: ['part1', 'libthing', 'app', 'shell', 'part2'].map((name) => find(name)?.wanted) };
}

it('tells what was asked for from the history of dnf', () => {
  const { wanted, find, problems } = look(file('var/lib/dnf/history.sqlite', history));
  expect(wanted).toEqual(['asked-for', 'dependency', 'dependency', 'dependency', 'unknown']);
  expect(find('part3')?.wanted).toBe('unknown');
  expect(find('part1')?.evidence[1]).toEqual({
    path: '/var/lib/dnf/history.sqlite',
    says: 'part1.x86_64 was installed as asked-for',
  });
  expect(problems).toEqual([]);
});

const state = `version = "1.0"

[packages]
"part1.x86_64" = {reason = "User"}
"libthing.x86_64" = {reason = "Weak Dependency"}
"app.x86_64" = { reason = "Dependency" }
"shell.x86_64" = {reason = "None"}
"part2.i686" = {reason = "User"}
`;

it('tells what was asked for from the state of dnf 5, which is newer than any history', () => {
  const entries = [file('usr/lib/sysimage/libdnf5/packages.toml', state), file('var/lib/dnf/history.sqlite', history)];
  expect(look(...entries).wanted).toEqual(['asked-for', 'dependency', 'dependency', 'unknown', 'unknown']);
});

it('is unknown where nothing tells, or what tells it is damaged', () => {
  expect(new Set(look().wanted)).toEqual(new Set(['unknown']));
  const { wanted, problems } = look(file('var/lib/dnf/history.sqlite', 'no database'));
  expect(new Set(wanted)).toEqual(new Set(['unknown']));
  expect(problems).toEqual([{ path: '/var/lib/dnf/history.sqlite', why: 'it is no SQLite database' }]);
});

it('never breaks on a damaged history or state', () => {
  fc.assert(
    fc.property(mutated(history), mutated(Buffer.from(state)), fc.boolean(), (changedHistory, changedState, both) => {
      const problems: Problem[] = [];
      const entries = [file('var/lib/dnf/history.sqlite', changedHistory)];
      if (both) entries.push(file('usr/lib/sysimage/libdnf5/packages.toml', changedState));
      installReasons(inspectedImage({ layers: [entries] }), problems);
      expect(problems.filter(({ why }) => why.includes('the reader broke'))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
