import { followVariables } from '../../dockerfile/expand/follow-variables.ts';
import type { BuildOptions } from '../../dockerfile/expand/global-variables.ts';
import { parseDockerfile } from '../../dockerfile/parse-dockerfile.ts';
import { fits, squeezed, wordPattern } from '../../dockerfile/recover/word-pattern.ts';
import { readStages } from '../../dockerfile/stages.ts';
import type { EscapeCharacter, ImageReference, Instruction, Stage, StageGraph } from '../../dockerfile/syntax.ts';
import type { LineRange } from '../../rewrite-answers.ts';

/** Of a step its instruction, with variables expanded as far as they are known. */
interface StepInstruction {
  readonly instruction: Instruction;
  readonly expanded: string | null;
}

const stepNames: ReadonlySet<string> = new Set(['ADD', 'COPY', 'RUN', 'WORKDIR']);

/**
 * Tells which lines of a Dockerfile a step of its build is of. BuildKit names steps `[stage 2/5] RUN make`, by the place
 * among the stage's steps and with the instruction's text, in which variables are expanded and quotes taken off.
 * @returns null for what is of no line, and where it is not certain
 */
export function stepLines(text: string, options: BuildOptions): (name: string) => LineRange | null {
  const file = parseDockerfile(text);
  const graph = readStages(file, options);
  const expanded = new Map<Instruction, string>();
  followVariables(file, graph, options, ({ instruction, expand }) => {
    if (!stepNames.has(instruction.name)) return;
    const lexed = expand(instruction.joined);
    if (lexed.kind === 'expanded') expanded.set(instruction, lexed.text);
  });
  const stages = graph.stages.map((stage) => ({
    name: stage.name ?? `stage-${stage.index}`,
    steps: stepsOf(stage, expanded),
  }));
  return (name) => {
    const image = /^(?:\[internal\] load metadata for|FROM) (\S+)/.exec(name)?.[1];
    if (image !== undefined) return linesOfImage(graph, image);
    const parsed = /^\[(?:(.*) )?\s*(\d+)\/(\d+)\] (.*)$/s.exec(name);
    if (parsed === null) return null;
    const [, where = '', place, total, said = ''] = parsed;
    // In front of the stage there may be a platform; in a file with one stage its name may be left out.
    const stageName = where.split(' ').at(-1) ?? '';
    const named = stages.filter((stage) => stage.name === stageName);
    const asked = named.length === 0 && stages.length === 1 ? stages : named;
    const found = asked.flatMap(({ steps }) =>
      steps.length === Number(total) ? instructionsAt(steps, Number(place), said, file.escape) : [],
    );
    const [only, ...more] = found;
    return only === undefined || more.length > 0 ? null : { start: only.startLine, end: only.endLine };
  };
}

/** Where a file names an image that BuildKit looks for, by its full name. */
function linesOfImage({ edges }: StageGraph, name: string): LineRange | null {
  const naming = edges.filter(({ source }) => source.kind === 'image' && isNamed(source.reference, name));
  const lines = new Set(naming.map(({ instruction }) => instruction));
  const [only, ...more] = lines;
  return only === undefined || more.length > 0 ? null : { start: only.startLine, end: only.endLine };
}

function isNamed({ domain, path, tag, digest }: ImageReference, name: string): boolean {
  const tagged = tag === null && digest === null ? ':latest' : tag === null ? '' : `:${tag}`;
  return name === `${domain}/${path}${tagged}${digest === null ? '' : `@${digest}`}`;
}

function stepsOf({ base, from, instructions }: Stage, expanded: ReadonlyMap<Instruction, string>): StepInstruction[] {
  const own = instructions.filter(({ name }) => stepNames.has(name));
  return [...(base.kind === 'image' ? [from] : []), ...own].map((instruction) => ({
    instruction,
    expanded: expanded.get(instruction) ?? null,
  }));
}

/** A WORKDIR of the root is counted among the steps, but is none: what comes after it may stand further behind. */
function instructionsAt(
  steps: readonly StepInstruction[],
  place: number,
  said: string,
  escapeCharacter: EscapeCharacter,
): Instruction[] {
  const withoutStep = steps.filter(({ instruction }) => instruction.name === 'WORKDIR').length;
  const fitting = steps.slice(place - 1, place + withoutStep).filter((step) => isSaid(step, said, escapeCharacter));
  const first = fitting[0];
  if (first === undefined) return [];
  // The same instruction twice in a row: which of both it is cannot be told, unless none is left out.
  return withoutStep === 0 || fitting.length === 1
    ? [first.instruction]
    : fitting.map(({ instruction }) => instruction);
}

function isSaid({ instruction, expanded }: StepInstruction, said: string, escapeCharacter: EscapeCharacter): boolean {
  const space = said.indexOf(' ');
  if (said.slice(0, space) !== instruction.name) return false;
  if (instruction.name === 'FROM') return true;
  const rest = squeezed(said.slice(space)).trim();
  const ofInstruction = (text: string) => squeezed(text.slice(instruction.keyword.length)).trim();
  const joined = ofInstruction(instruction.joined);
  const texts = expanded === null ? [joined] : [joined, ofInstruction(expanded)];
  // Behind the first line of a heredoc the beginning of its content is told.
  const isBegun = instruction.heredocs.length > 0 && texts.some((text) => rest.startsWith(text));
  return isBegun || texts.includes(rest) || fits(wordPattern(joined, escapeCharacter), rest);
}
