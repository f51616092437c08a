import type { FollowOptions } from '../expand/follow-variables.ts';
import type { IgnoreRules } from '../ignore/ignore-rules.ts';
import { readRun } from '../shell/read-run.ts';
import type { ShellScript } from '../shell/shell-syntax.ts';
import { type Shell, stageShells } from '../shell/stage-shells.ts';
import { readStages } from '../stages.ts';
import type { Dockerfile, Instruction, Stage, StageGraph } from '../syntax.ts';
import { type PlainCommand, plainCommands } from './plain-commands.ts';

export interface LintOptions extends Omit<FollowOptions, 'baseVariables'> {
  /** The variables of the image that a stage is built upon; null where they are not known. */
  readonly baseVariables?: (stage: Stage) => Iterable<readonly [string, string]> | null;
  /** The shell that image names; null for the default one. */
  readonly baseShell?: (stage: Stage) => Shell;
  /** What is kept out of the build context. */
  readonly ignore?: IgnoreRules;
  /** Run the experimental checks, too. */
  readonly experimental?: boolean;
}

/** A RUN, or the one behind an ONBUILD, with its commands. */
export interface LintRun {
  /** The instruction as it stands among the others. */
  readonly instruction: Instruction;
  readonly run: Instruction;
  /** Null before the first FROM. */
  readonly stage: Stage | null;
  /** Null where they were not understood. */
  readonly script: ShellScript | null;
  /** Those whose names are known, in the order of the text. */
  readonly commands: readonly PlainCommand[];
}

/** All that rules may look at. */
export interface LintSubject {
  readonly file: Dockerfile;
  readonly graph: StageGraph;
  readonly options: LintOptions;
  readonly shells: ReadonlyMap<Instruction, Shell>;
  /** In the order of the text. */
  readonly runs: readonly LintRun[];
}

export function lintSubject(file: Dockerfile, options: LintOptions): LintSubject {
  const graph = readStages(file, options);
  const shells = stageShells(graph, options.baseShell);
  const stageOf = new Map<Instruction, Stage>();
  for (const stage of graph.stages) for (const instruction of stage.instructions) stageOf.set(instruction, stage);
  const runs: LintRun[] = [];
  for (const instruction of file.instructions) {
    const run = instruction.onbuild ?? instruction;
    if (run.name !== 'RUN') continue;
    const read = readRun(file, instruction, shells.get(instruction) ?? null);
    const script = read.kind === 'commands' ? read.script : null;
    runs.push({ instruction, run, stage: stageOf.get(instruction) ?? null, script, commands: plainCommands(script) });
  }
  return { file, graph, options, shells, runs };
}

/** Looks at every instruction of every stage. */
export function inStages<T>(
  { graph }: LintSubject,
  look: (instruction: Instruction, stage: Stage) => readonly T[],
): T[] {
  return graph.stages.flatMap((stage) => stage.instructions.flatMap((instruction) => look(instruction, stage)));
}
