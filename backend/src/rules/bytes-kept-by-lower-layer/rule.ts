import { bytesText } from '../../bytes-text.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import type { Entry } from '../../image/entries.ts';
import { pathOfEntry } from '../../image/image-model.ts';
import { noNode } from '../../image/merge.ts';
import { isWorthTelling } from '../../inspectors/waste/worth-telling.ts';
import { endedBetween } from '../ended-bytes.ts';
import { bytesOfEntries, type ImageEvidence } from '../evidence.ts';
import { runsOfImage } from '../image-stages.ts';
import { mergeRuns, nextRun, whyApart } from '../merge-runs.ts';
import { type Rule, type Skipped, type Suggestion, safe, skipped } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { fetchedAndRemoved } from './fetched-and-removed.ts';

/** RUNs right after each other, and what would not be stored if they were one. */
interface Pair {
  readonly first: number;
  readonly last: number;
  readonly files: readonly Entry[];
  readonly evidence: readonly string[];
}

export const bytesKeptByLowerLayer: Rule = {
  id: 'bytes-kept-by-lower-layer',
  level: 'tidy',
  title: 'Join RUNs where one removes or replaces what the other stored',
  suggest: (subject) => rowsOf(subject).flatMap((row) => suggestFor(subject, row)),
};

/** RUNs with nothing but metadata between, at least two. */
function rowsOf(subject: Subject): Instruction[][] {
  const rows: Instruction[][] = [];
  for (const run of runsOfImage(subject)) {
    const before = rows.at(-1)?.at(-1);
    if (before !== undefined && nextRun(subject, before) === run) rows.at(-1)?.push(run);
    else rows.push([run]);
  }
  return rows.filter(({ length }) => length > 1);
}

function suggestFor(subject: Subject, row: readonly Instruction[]): (Suggestion | Skipped)[] {
  return joined(pairsOf(subject, row)).map((pair): Suggestion | Skipped => {
    const { first, last, files, evidence } = pair;
    const runs = row.slice(first, last + 1);
    const [start = { start: 0, end: 0 }] = runs;
    const whys = runs.slice(1).flatMap((run, i) => whyApart(subject, runs[i] ?? run, run) ?? []);
    const [why] = whys;
    const lines = runs.map((run) => subject.line(run.start));
    if (why !== undefined) {
      return skipped(start.start, `what line ${lines[0]} stores is ended in line ${lines.at(-1)}, but ${why}`);
    }
    return {
      kind: 'suggestion',
      anchor: subject.anchor(start),
      title: `Join the RUNs of lines ${lines.join(', ')}`,
      reason:
        'A layer cannot take bytes back from those below. In one RUN, what is removed or replaced at its end is stored in no layer.',
      evidence,
      risk: safe,
      edits: mergeRuns(subject, runs),
      effects: files.length === 0 ? [] : [{ kind: 'removes', files }],
    };
  });
}

function pairsOf(subject: Subject, row: readonly Instruction[]): Pair[] {
  const pairs: Pair[] = [];
  for (const [last, ending] of row.entries()) {
    for (const [first, storing] of row.slice(0, last).entries()) {
      if (subject.image === null) {
        const path = fetchedAndRemoved(subject, storing, ending);
        if (path === null) continue;
        const [one, two] = [subject.line(storing.start), subject.line(ending.start)];
        pairs.push({ first, last, files: [], evidence: [`line ${one} fetches ${path}, line ${two} removes it`] });
        continue;
      }
      const files = [
        ...endedBetween(subject, storing, ending, ['deleted', 'overwritten', 'metadata-only', 'moved']),
        ...removedByNow(subject, subject.image, storing, ending),
      ];
      if (isWorthTelling(subject.image, bytesOfEntries(subject.image, files)))
        pairs.push({ first, last, files, evidence: told(subject, files) });
    }
  }
  return pairs;
}

/** A download that the image still has, and that a rule before has the other RUN remove. */
function removedByNow(subject: Subject, { tree }: ImageEvidence, storing: Instruction, ending: Instruction): Entry[] {
  const path = fetchedAndRemoved(subject, storing, ending);
  const node = path === null ? noNode : tree.at(path);
  const isStored = node !== noNode && tree.isFile(node) && subject.layersOf(storing).includes(tree.layer(node));
  return isStored ? [tree.inode(node)] : [];
}

/** Those that have RUNs in common become one. */
function joined(pairs: readonly Pair[]): Pair[] {
  const result: Pair[] = [];
  for (const pair of pairs.toSorted((a, b) => a.first - b.first || a.last - b.last)) {
    const before = result.at(-1);
    if (before === undefined || pair.first > before.last) result.push(pair);
    else {
      result[result.length - 1] = {
        first: before.first,
        last: Math.max(before.last, pair.last),
        files: [...before.files, ...pair.files],
        evidence: [...before.evidence, ...pair.evidence],
      };
    }
  }
  return result;
}

function told(subject: Subject, files: readonly Entry[]): string[] {
  const { image } = subject;
  const [largest] = files;
  if (image === null || largest === undefined) return [];
  const path = pathOfEntry(image.model.merged, largest);
  const others = files.length === 1 ? '' : ` and ${files.length - 1} other ${files.length === 2 ? 'file' : 'files'}`;
  return [`${path}${others}, ${bytesText(bytesOfEntries(image, files))}`];
}
