import type { BuildOptions } from '../expand/global-variables.ts';
import { findStage, readStages } from '../stages.ts';
import type { Dockerfile, Stage, StageSource } from '../syntax.ts';
import type { ChainLink } from './align-history.ts';

/** What of a Dockerfile went into the image: the stage that was asked for on top of those that it is based on. */
export interface StageChain {
  /** Without FROM, from the lowest stage up. */
  readonly links: readonly ChainLink[];
  /** The lowest FROM: its place among all instructions, and what it names. */
  readonly from: number;
  readonly base: StageSource;
}

/** @returns why there is none: a file without stages, or without the one that was asked for */
export function stageChain(file: Dockerfile, options: BuildOptions): StageChain | { readonly why: string } {
  const { stages } = readStages(file, options);
  let stage = findStage(stages, options.target ?? null);
  if (stage === undefined) {
    return { why: stages.length === 0 ? 'the file has no FROM' : `the file has no stage ${options.target}` };
  }
  const indexes = new Map(file.instructions.map((instruction, index) => [instruction, index]));
  const chain: Stage[] = [stage];
  while (stage.base.kind === 'stage') {
    const below: Stage | undefined = stages[stage.base.index];
    if (below === undefined || below.index >= stage.index) break;
    chain.unshift(below);
    stage = below;
  }
  const links = chain.flatMap(({ instructions }) =>
    instructions.map((instruction) => ({ instruction, index: indexes.get(instruction) ?? 0 })),
  );
  return { links, from: indexes.get(stage.from) ?? 0, base: stage.base };
}
