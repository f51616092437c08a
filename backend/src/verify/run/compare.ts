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

/** Compares what was seen of the variant with what was seen of the original in two runs. */
export function compareObservations(three: Three, notSeen: readonly string[]): Comparison {
  const count = new NoiseCount();
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
    ...compareUser(three),
    ...compareProcesses(three, count),
    compareMissing(three),
  ];
  return { checks, normalized: count.report(), notSeen };
}
