import type { Instruction } from '../../dockerfile/syntax.ts';
import { installsFromOldLists, leavesLists } from '../apt-commands.ts';
import { runsOfImage } from '../image-stages.ts';
import { mergeRuns, nextRun, whyApart } from '../merge-runs.ts';
import { type Rule, type Skipped, type Suggestion, safe, skipped } from '../rule.ts';
import type { Subject } from '../subject.ts';

export const packageListsUpdatedApart: Rule = {
  id: 'package-lists-updated-apart',
  level: 'tidy',
  title: 'Update the package lists of apt in the RUN that installs with them',
  suggest: (subject) => {
    const outcomes: (Suggestion | Skipped)[] = [];
    const done = new Set<Instruction>();
    for (const run of runsOfImage(subject)) {
      if (done.has(run) || !leavesLists(subject, run)) continue;
      const { runs, why } = installingWith(subject, run);
      for (const one of runs) done.add(one);
      const [, second] = runs;
      if (second !== undefined) outcomes.push(suggestionFor(subject, runs));
      else if (why !== null)
        outcomes.push(skipped(run.start, `the next RUN installs with its package lists, but ${why}`));
    }
    return outcomes;
  },
};

/** A RUN that updates the lists, and those right after it that install with them. */
function installingWith(subject: Subject, update: Instruction): { runs: Instruction[]; why: string | null } {
  const runs = [update];
  for (let last = update; ; ) {
    const next = nextRun(subject, last);
    if (next === null || !installsFromOldLists(subject, next)) return { runs, why: null };
    const why = whyApart(subject, last, next);
    if (why !== null) return { runs, why };
    runs.push(next);
    last = next;
  }
}

function suggestionFor(subject: Subject, runs: readonly Instruction[]): Suggestion {
  const [update = { start: 0, end: 0 }] = runs;
  const lines = runs.map(({ start }) => subject.line(start));
  return {
    kind: 'suggestion',
    anchor: subject.anchor(update),
    title: 'Install in the RUN that updates the package lists',
    reason:
      'The lists can then be removed where they were made. And they are never older than the installation: the builder keeps a RUN of apt-get update for months, while the packages that it names go from the mirrors.',
    evidence: [`apt-get update in line ${lines[0]}, installations with its lists in ${lines.slice(1).join(', ')}`],
    risk: safe,
    edits: mergeRuns(subject, runs),
    effects: [],
  };
}
