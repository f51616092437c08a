import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import { noNode } from '../../image/merge.ts';
import type { Entrypoint } from '../../inspection-answers.ts';
import type { BaseProfile } from '../base-profile.ts';
import type { RuleEdit } from '../draft.ts';
import type { ImageEvidence } from '../evidence.ts';
import type { Subject } from '../subject.ts';
import type { DistrolessRuntime } from './base-references.ts';
import { isOnPath, jsonOf } from './command-words.ts';
import { type InitProgram, initEdits } from './init-program.ts';

export const programOf: Readonly<Record<Exclude<DistrolessRuntime, 'binary'>, string>> = {
  node: '/nodejs/bin/node',
  python: '/usr/bin/python3.13',
  java: '/usr/bin/java',
};

/** What is started, and on what. */
export interface StartedOn {
  readonly entrypoint: Entrypoint;
  /** Of the base; `binary` where the stage brings its program along. */
  readonly runtime: DistrolessRuntime;
  readonly base: BaseProfile;
  readonly init: InitProgram | null;
}

/**
 * How ENTRYPOINT and CMD start the same program on the new base, without a shell.
 * @returns a sentence where they cannot
 */
export function commandEdits(
  subject: Subject,
  stage: Stage,
  { entrypoint, runtime, base, init }: StartedOn,
): readonly RuleEdit[] | string {
  const [first = null, second = null] = [lastOf(stage, 'ENTRYPOINT'), lastOf(stage, 'CMD')];
  if (first === null && second === null) return 'its last stage does not say what to run: its base does';
  const [program, ...rest] = entrypoint.runs;
  if (program === undefined) return `what it runs is not known: ${entrypoint.unresolved ?? 'nothing tells it'}`;
  const argumentsOf = second?.json ? second.values.map(({ text }) => text) : null;
  const full = [runtime === 'binary' ? program : programOf[runtime], ...rest];
  if (init !== null) return initEdits(subject, first, second, { init, full, program, base });
  if (first === null) {
    if (second === null) return [];
    return runtime === 'binary'
      ? binaryEdit(subject, second, full, isDirect(second, full), base)
      : languageEdits(subject, second, full, base.config?.entrypoint ?? []);
  }
  // CMD goes on behind an ENTRYPOINT in exec form, and counts for nothing behind one in shell form.
  if (!first.json)
    return second === null ? [written(subject, first, full)] : 'it has a CMD behind an ENTRYPOINT in shell form';
  if (second !== null && argumentsOf === null) return 'its CMD is in shell form: write it in exec form';
  const tail = argumentsOf ?? [];
  if (full.length <= tail.length || tail.some((word, i) => full[full.length - tail.length + i] !== word)) {
    return 'what its ENTRYPOINT makes of CMD cannot be written without a shell';
  }
  const head = full.slice(0, full.length - tail.length);
  return runtime === 'binary'
    ? binaryEdit(subject, first, head, isDirect(first, head), base)
    : [written(subject, first, head)];
}

/** Whether the words start the program as they are: only its name is another. */
function isDirect({ json, values }: Instruction, full: readonly string[]): boolean {
  return json && values.length === full.length && values.slice(1).every(({ text }, i) => text === full[i + 1]);
}

/** The user's own words stay where the new base finds the program by them. */
function binaryEdit(
  subject: Subject,
  instruction: Instruction,
  full: readonly string[],
  direct: boolean,
  base: BaseProfile,
): RuleEdit[] {
  const [word = ''] = instruction.values.map(({ text }) => text);
  const [program = ''] = full;
  return direct && (word.includes('/') || isOnPath(program, base)) ? [] : [written(subject, instruction, full)];
}

/** Behind the base's own ENTRYPOINT where that starts the same way; else with one of its own. */
function languageEdits(
  subject: Subject,
  command: Instruction,
  full: readonly string[],
  ofBase: readonly string[],
): RuleEdit[] {
  const isBases = ofBase.length > 0 && ofBase.every((word, i) => full[i] === word);
  if (isBases) return [written(subject, command, full.slice(ofBase.length))];
  const { keywordCase, lineEnd } = subject.style;
  const keyword = keywordCase === 'lower' ? 'entrypoint' : 'ENTRYPOINT';
  return [
    { start: command.start, end: command.start, text: `${keyword} ${jsonOf(full.slice(0, 1))}${lineEnd}` },
    written(subject, command, full.slice(1)),
  ];
}

function written(subject: Subject, { argument }: Instruction, words: readonly string[]): RuleEdit {
  const text = jsonOf(words);
  return subject.textOf(argument) === text
    ? { start: argument.start, end: argument.start, text: '' }
    : { start: argument.start, end: argument.end, text };
}

export function lastOf({ instructions }: Stage, name: string): Instruction | null {
  return instructions.findLast((one) => one.name === name) ?? null;
}

/** Why the script is not there to be run; null where it is, or there is none. */
export function missingScript(
  { script, runs }: Entrypoint,
  { tree }: ImageEvidence,
  has: (node: number) => boolean,
): string | null {
  if (script === null || !script.startsWith('/')) return null;
  const node = tree.resolve(script);
  if (node === noNode || !tree.isFile(node)) return `${script} is not in the image`;
  return has(node) ? null : `${runs.join(' ')} runs ${script}, which is no file of its own but the old base’s`;
}
