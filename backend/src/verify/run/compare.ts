import type { Comparison } from '../../verify-answers.ts';
import { compareAnswers } from './compare-answers.ts';
import {
  compareCommand,
  compareEnd,
  compareFiles,
  compareHealth,
  compareMissing,
  comparePorts,
  comparePrinted,
  compareProcesses,
  compareStart,
  compareUser,
  compareWritten,
} from './compare-run.ts';
import { NoiseCount } from './noise.ts';
import type { Three } from './observation.ts';

/**
 * Compares what was seen of the variant with what was seen of the original in two runs.
 * @param meantUser of the variant, where an edit wants another one than the original's
 */
export function compareObservations(
  three: Three,
  notSeen: readonly string[],
  meantUser: string | null = null,
): Comparison {
  const count = new NoiseCount();
  const user = compareUser(three, meantUser);
  const checks = [
    compareStart(three),
    ...compareEnd(three),
    ...comparePorts(three, count),
    ...compareAnswers(three, count),
    ...compareCommand(three, count),
    comparePrinted('stdout', three, count),
    comparePrinted('stderr', three, count),
    ...compareHealth(three),
    ...compareFiles(three),
    compareWritten(three, count),
    ...user,
    ...compareProcesses(three, count),
    compareMissing(three),
  ];
  const changed = user.flatMap(({ outcome, original, variant }) =>
    outcome === 'nothing' && original !== variant && variant === `UID ${meantUser}`
      ? [changedUser(original, variant)]
      : [],
  );
  return { checks, normalized: count.report(), notSeen: [...notSeen, ...changed] };
}

const changedUser = (original: string, variant: string) =>
  `An edit means the variant to run as ${variant}, not as ${original}: what it may not do any more shows only in what it was asked.`;
