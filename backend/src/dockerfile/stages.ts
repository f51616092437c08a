import { ErrorList, quoted } from './error-list.ts';
import { type Budget, newBudget } from './expand/budget.ts';
import { type BuildOptions, globalVariables } from './expand/global-variables.ts';
import { lex, type Variables } from './expand/lex.ts';
import { readImageReference } from './image-reference.ts';
import { circularStages } from './stage-circles.ts';
import { readEdges } from './stage-edges.ts';
import type { Dockerfile, Instruction, Stage, StageGraph, StageSource, Value } from './syntax.ts';

const validName = /^[a-z][a-z0-9\-_.]*$/;

interface Reading {
  readonly file: Dockerfile;
  readonly variables: Variables;
  readonly budget: Budget;
  readonly errors: ErrorList;
  /** Index of the last stage so far of each name. */
  readonly names: Map<string, number>;
}

/** The stages of a file, and what each takes from others and from images. Never throws. */
export function readStages(file: Dockerfile, options: BuildOptions = {}): StageGraph {
  const errors = new ErrorList(file.lineStarts);
  const budget = newBudget(file.text.length);
  const variables = globalVariables(file, options, budget, ({ argument }, why) => errors.add(argument, why, null));
  const reading: Reading = { file, variables, budget, errors, names: new Map() };
  const stages: Stage[] = [];
  for (const [from, ...instructions] of splitStages(file)) {
    const stage = readStage(reading, from, instructions, stages.length);
    stages.push(stage);
    if (stage.name !== null) reading.names.set(stage.name, stage.index);
  }
  const edges = stages.flatMap((stage) => readEdges(stage, stages.length, reading.names, file.escape, errors));
  const circular = circularStages(stages.length, edges);
  for (const { kind, stage, source, range } of edges) {
    if (kind === 'base' || source.kind !== 'stage' || source.index < stage) continue;
    if (circular.has(stage) && circular.has(source.index)) {
      errors.add(
        range,
        `circular dependency detected on stage: ${describe(stages, source.index)}`,
        'Take from a stage above.',
      );
    } else {
      const message = `stage ${describe(stages, source.index)} needs to be defined before it is taken from`;
      errors.add(range, message, 'Move that stage up.');
    }
  }
  return { stages, edges, errors: errors.errors.toSorted((a, b) => a.start - b.start) };
}

/** The stage that `--target` names, by name or number; the last one where nothing is named. */
export function findStage(stages: readonly Stage[], target: string | null): Stage | undefined {
  if (target === null || target === '') return stages.at(-1);
  const name = target.toLowerCase();
  return stages.findLast((stage) => stage.name === name) ?? (/^\d+$/.test(target) ? stages[Number(target)] : undefined);
}

function describe(stages: readonly Stage[], index: number): string {
  const name = stages[index]?.name;
  return name === undefined || name === null ? String(index) : quoted(name);
}

function splitStages({ instructions }: Dockerfile): [Instruction, ...Instruction[]][] {
  const stages: [Instruction, ...Instruction[]][] = [];
  for (const instruction of instructions) {
    if (instruction.name === 'FROM') stages.push([instruction]);
    else stages.at(-1)?.push(instruction);
  }
  return stages;
}

function readStage(reading: Reading, from: Instruction, instructions: readonly Instruction[], index: number): Stage {
  const [baseText = from.argument, , nameValue] = from.values;
  const name = readName(from, reading.errors);
  return {
    index,
    name,
    nameRange: name === null || nameValue === undefined ? null : { start: nameValue.start, end: nameValue.end },
    from,
    baseText,
    base: readBase(reading, baseText),
    platform: readPlatform(reading, from),
    instructions,
    startLine: from.startLine,
    endLine: instructions.at(-1)?.endLine ?? from.endLine,
  };
}

function readName({ values, argument }: Instruction, errors: ErrorList): string | null {
  const [, as, name] = values;
  if (values.length === 1) return null;
  if (values.length !== 3 || as?.text.toLowerCase() !== 'as' || name === undefined) {
    errors.add(argument, 'FROM requires either one or three arguments', 'Write FROM image, or FROM image AS name.');
    return null;
  }
  const lower = name.text.toLowerCase();
  if (validName.test(lower)) return lower;
  const message = `invalid name for build stage: ${quoted(name.text)}, name can't start with a number or contain symbols`;
  errors.add(name, message, 'Use letters, digits, - and _.');
  return null;
}

function readBase({ file, variables, budget, names, errors }: Reading, base: Value): StageSource {
  const expanded = lex(base.text, variables, { escape: file.escape, budget });
  if (expanded.kind === 'expanded') {
    const { text } = expanded;
    const index = names.get(text);
    if (index !== undefined) return { kind: 'stage', index };
    if (text === 'scratch') return { kind: 'scratch' };
    const reference = text === '' ? emptyBase(base) : readImageReference(text);
    if (typeof reference !== 'string') return { kind: 'image', reference };
    const hint = expanded.missing.size > 0 ? 'Declare the ARG before the first FROM, with a default.' : null;
    errors.add(base, reference, hint);
    return { kind: 'unknown', why: reference };
  }
  errors.add(base, expanded.why, null);
  return { kind: 'unknown', why: expanded.why };
}

function emptyBase({ text }: Value): string {
  return text === '' ? 'FROM names no image' : `base name (${text.slice(0, 80)}) should not be blank`;
}

function readPlatform({ file, variables, budget, errors }: Reading, { flags }: Instruction): string | null {
  const flag = flags.find(({ name }) => name === 'platform');
  if (flag === undefined) return null;
  const expanded = lex(flag.value ?? '', variables, { escape: file.escape, budget });
  if (expanded.kind === 'expanded') return expanded.text || null;
  errors.add(flag, expanded.why, null);
  return null;
}
