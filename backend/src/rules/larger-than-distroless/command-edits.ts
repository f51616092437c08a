import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import { noNode } from '../../image/merge.ts';
import type { CommandBeside, Entrypoint } from '../../inspection-answers.ts';
import type { BaseProfile } from '../base-profile.ts';
import type { RuleEdit } from '../draft.ts';
import type { ImageEvidence } from '../evidence.ts';
import type { Subject } from '../subject.ts';
import type { DistrolessRuntime } from './base-references.ts';

/** Entrypoint scripts of official images that change nothing for a program that is named in full. */
const scriptsOfBases: ReadonlySet<string> = new Set([
  '/usr/local/bin/docker-entrypoint.sh',
  '/__cacert_entrypoint.sh',
  '/usr/local/bin/mvn-entrypoint.sh',
]);
export const programOf: Readonly<Record<Exclude<DistrolessRuntime, 'binary'>, string>> = {
  node: '/nodejs/bin/node',
  python: '/usr/bin/python3.13',
  java: '/usr/bin/java',
};

/** What starting does beside starting the program, without what a base's own script does for any program. */
export function besideStarting({ besides }: Entrypoint, { tree, ownFrom }: ImageEvidence): CommandBeside | null {
  const isBases = (path: string | null) =>
    path !== null && scriptsOfBases.has(path) && tree.layer(tree.resolve(path)) < (ownFrom ?? 0);
  return besides.find(({ path }) => !isBases(path)) ?? null;
}

/**
 * How ENTRYPOINT and CMD start the same program on the new base, without a shell.
 * @param runtime of the base; `binary` where the stage brings its program along
 * @returns a sentence where they cannot
 */
export function commandEdits(
  subject: Subject,
  stage: Stage,
  entrypoint: Entrypoint,
  runtime: DistrolessRuntime,
  base: BaseProfile,
): readonly RuleEdit[] | string {
  const [first = null, second = null] = [lastOf(stage, 'ENTRYPOINT'), lastOf(stage, 'CMD')];
  if (first === null && second === null) return 'its last stage does not say what to run: its base does';
  const [program, ...rest] = entrypoint.runs;
  if (program === undefined) return `what it runs is not known: ${entrypoint.unresolved ?? 'nothing tells it'}`;
  const argumentsOf = second?.json ? second.values.map(({ text }) => text) : null;
  const full = [runtime === 'binary' ? program : programOf[runtime], ...rest];
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
  const path = base.config?.env.find((one) => one.startsWith('PATH='))?.slice('PATH='.length) ?? '';
  const isFound = word.includes('/') || path.split(':').includes(program.slice(0, program.lastIndexOf('/')));
  return direct && isFound ? [] : [written(subject, instruction, full)];
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

function jsonOf(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
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
