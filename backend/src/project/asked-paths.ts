import { followVariables } from '../dockerfile/expand/follow-variables.ts';
import type { BuildOptions } from '../dockerfile/expand/global-variables.ts';
import { cleanPath } from '../dockerfile/ignore/clean-path.ts';
import { readMounts } from '../dockerfile/mounts.ts';
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { findStage, readStages } from '../dockerfile/stages.ts';
import type { Instruction, Stage, StageGraph } from '../dockerfile/syntax.ts';

/** What of the context a Dockerfile asks for. `unknown` is to be taken as everything. */
export type AskedPaths =
  | { readonly how: 'everything' }
  | { readonly how: 'nothing' }
  /** Relative to the context; they may have wildcards. */
  | { readonly how: 'paths'; readonly paths: readonly string[] }
  | { readonly how: 'unknown'; readonly why: string };

/**
 * The paths of the context that BuildKit asks for when it builds the wanted stage: what COPY, ADD and bind mounts name in
 * the stages that it needs (moby/buildkit, dockerfile2llb, `ctxPaths`). The classic builder takes everything.
 * What ONBUILD of a base image copies is not known; with ONBUILD in a stage of the file everything is taken for asked.
 */
export function askedPaths(text: string, options: BuildOptions = {}): AskedPaths {
  const file = parseDockerfile(text);
  const graph = readStages(file, options);
  if (graph.stages.length === 0) return { how: 'unknown', why: 'the Dockerfile has no stage' };
  const wanted = findStage(graph.stages, options.target ?? null);
  if (wanted === undefined) return { how: 'unknown', why: `the Dockerfile has no stage ${options.target}` };
  const needed = neededStages(graph, wanted);
  const withOnbuild = new Set(graph.stages.filter(hasOnbuild).map(({ index }) => index));
  const isDeferred = graph.stages.some(
    ({ index, base }) => needed.has(index) && base.kind === 'stage' && withOnbuild.has(base.index),
  );
  if (isDeferred) return { how: 'everything' };
  const paths = new Set<string>();
  let isUsed = false;
  let failed: string | null = null;
  const stopped = followVariables(file, graph, options, ({ stage, instruction, expand }) => {
    if (!needed.has(stage.index)) return;
    isUsed ||= usesContext(instruction);
    for (const path of namedPaths(instruction)) {
      const expanded = expand(path);
      if (expanded.kind === 'failed') failed ??= expanded.why;
      else if (expanded.missing.size > 0) failed ??= `${[...expanded.missing][0]} may be a variable of the base`;
      else paths.add(cleanPath(`/${expanded.text}`).slice(1));
    }
  });
  const why = stopped ?? failed;
  if (why !== null) return { how: 'unknown', why };
  if (!isUsed) return { how: 'nothing' };
  return paths.has('') ? { how: 'everything' } : { how: 'paths', paths: [...paths].sort() };
}

/** A stage, and all that it takes from. */
function neededStages({ edges }: StageGraph, wanted: Stage): Set<number> {
  const byStage = Map.groupBy(edges, ({ stage }) => stage);
  const needed = new Set([wanted.index]);
  // Goes on to what is added meanwhile.
  for (const index of needed) {
    for (const { source } of byStage.get(index) ?? []) if (source.kind === 'stage') needed.add(source.index);
  }
  return needed;
}

function hasOnbuild({ instructions }: Stage): boolean {
  return instructions.some(({ onbuild }) => onbuild !== null);
}

function copies({ name, flags }: Instruction): boolean {
  return (name === 'COPY' || name === 'ADD') && !flags.some((flag) => flag.name === 'from' && flag.value);
}

function contextMounts(instruction: Instruction, types: readonly string[]) {
  if (instruction.name !== 'RUN') return [];
  return readMounts(instruction).filter(({ type, from }) => from === null && types.includes(type));
}

function usesContext(instruction: Instruction): boolean {
  return (copies(instruction) && sources(instruction).length > 0) || contextMounts(instruction, ['bind']).length > 0;
}

function namedPaths(instruction: Instruction): string[] {
  if (copies(instruction)) return sources(instruction);
  // A tmpfs mount has no source, by which BuildKit takes it for one of the whole context.
  return contextMounts(instruction, ['bind', 'tmpfs']).map(
    ({ options }) => options.get('source') ?? options.get('src') ?? '',
  );
}

/** Without the destination, heredocs and addresses. */
function sources({ values, heredocs }: Instruction): string[] {
  return values
    .slice(0, -1)
    .filter(({ start, text }) => !heredocs.some((heredoc) => heredoc.start === start) && !/^https?:\/\//.test(text))
    .map(({ text }) => text);
}
