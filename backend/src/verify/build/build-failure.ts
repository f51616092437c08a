import type { BuildOptions } from '../../dockerfile/expand/global-variables.ts';
import { parseDockerfile } from '../../dockerfile/parse-dockerfile.ts';
import { readStages } from '../../dockerfile/stages.ts';
import type { ProgressStep } from '../../engine/build/build-progress.ts';
import type { LineRange, SuggestedEdit } from '../../rewrite-answers.ts';
import type { BuildFailure, BuildStep } from '../../verify-answers.ts';
import { likelyCause } from './likely-cause.ts';

export interface FailedVariant {
  /** The Dockerfile that was built, and what it was built with. */
  readonly dockerfile: string;
  readonly options: BuildOptions;
  readonly edits: readonly Pick<SuggestedEdit, 'id' | 'to'>[];
  readonly said: string;
  readonly timedOut: boolean;
  readonly steps: readonly ProgressStep[];
  /** As `stepLines` has it. */
  readonly linesOf: (name: string) => LineRange | null;
}

/** Why a variant was not built: the step, its lines, the likely cause, and the edits that wrote what failed. */
export function buildFailure(failed: FailedVariant): BuildFailure {
  const { said, timedOut, linesOf } = failed;
  const step = failedStep(failed);
  const cause = likelyCause({
    said,
    timedOut,
    step: step === null ? null : { error: step.error ?? '', log: step.log },
  });
  const lines = (step === null ? null : linesOf(step.name)) ?? linesSaid(failed);
  return {
    said: oneLine(said),
    step: step === null ? null : buildStep(step, linesOf),
    lines,
    likelyCause: cause?.words ?? null,
    edits: lines === null || cause?.lies === 'elsewhere' ? [] : editsAt(failed, lines, cause?.lies === 'in-base'),
  };
}

export function buildStep(step: ProgressStep, linesOf: FailedVariant['linesOf']): BuildStep {
  const { name, state, seconds, log, linesLeftOut } = step;
  return { name, lines: linesOf(name), state, seconds, log, linesLeftOut };
}

/** The one of which the builder speaks; of a build that was given up the one that was still at work. */
function failedStep({ steps, said, timedOut }: FailedVariant): ProgressStep | null {
  if (timedOut) return steps.findLast(({ state }) => state === 'canceled') ?? null;
  const failed = steps.filter(({ state }) => state === 'failed');
  return failed.find(({ error }) => error !== null && said.includes(error)) ?? failed.at(-1) ?? null;
}

/** The line that the builder could not read. */
function linesSaid({ said, dockerfile }: FailedVariant): LineRange | null {
  const line = Number(/parse error (?:on )?line (\d+)/.exec(said)?.[1] ?? 0);
  if (line === 0) return null;
  const { instructions } = parseDockerfile(dockerfile);
  const found = instructions.find(({ startLine, endLine }) => startLine <= line && line <= endLine);
  return { start: found?.startLine ?? line, end: found?.endLine ?? line };
}

/**
 * Those that wrote the lines. Where something is missing in the stage also those that chose its base, and those that took
 * lines away before.
 */
function editsAt({ dockerfile, options, edits }: FailedVariant, lines: LineRange, alsoBase: boolean): string[] {
  const { stages } = readStages(parseDockerfile(dockerfile), options);
  const stage = stages.find(({ startLine, endLine }) => startLine <= lines.start && lines.end <= endLine);
  const from = stage === undefined || !alsoBase ? null : stage.from;
  const isAtFault = ({ start, end }: LineRange) => {
    if (end < start) return from !== null && from.startLine < start && start <= lines.start;
    const meets = (other: LineRange) => start <= other.end && other.start <= end;
    return meets(lines) || (from !== null && meets({ start: from.startLine, end: from.endLine }));
  };
  return edits.filter(({ to }) => to.some(isAtFault)).map(({ id }) => id);
}

const mostSaid = 2000;

function oneLine(said: string): string {
  return said
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ')
    .slice(0, mostSaid);
}
