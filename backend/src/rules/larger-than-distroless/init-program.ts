import { posix } from 'node:path';
import type { Instruction, Value } from '../../dockerfile/syntax.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import type { Entrypoint } from '../../inspection-answers.ts';
import type { BaseProfile } from '../base-profile.ts';
import type { RuleEdit } from '../draft.ts';
import type { ImageEvidence } from '../evidence.ts';
import type { Subject } from '../subject.ts';
import { besidesStarting } from './besides-starting.ts';
import { isOnPath, jsonOf } from './command-words.ts';

/** A small program that starts the one that is meant, passes signals on to it, and ends what is left over. */
export interface InitProgram {
  readonly path: string;
  readonly node: PathNode;
}

const names: ReadonlySet<string> = new Set(['tini', 'tini-static', 'dumb-init', 'catatonit']);

/** The one thing that starting does beside starting the program; null where it does others, or nothing. */
export function initProgram(entrypoint: Entrypoint, image: ImageEvidence): InitProgram | null {
  const [beside, another] = besidesStarting(entrypoint, image);
  if (beside === undefined || another !== undefined || beside.path === null) return null;
  const node = image.tree.resolve(beside.path);
  const isNative = node !== noNode && (image.native?.at(node) ?? null) !== null;
  return isNative && names.has(posix.basename(beside.path)) ? { path: beside.path, node } : null;
}

interface Started {
  readonly init: InitProgram;
  /** The program and its arguments, as the new base has them. */
  readonly full: readonly string[];
  /** What the program is called today. */
  readonly program: string;
  readonly base: BaseProfile;
}

/**
 * How ENTRYPOINT and CMD start the program by the same init program.
 * @returns a sentence where they cannot
 */
export function initEdits(
  subject: Subject,
  entrypoint: Instruction | null,
  command: Instruction | null,
  { init, full, program, base }: Started,
): readonly RuleEdit[] | string {
  const instructions = [entrypoint, command].filter((one) => one !== null);
  if (instructions.some(({ json }) => !json)) return 'its command is in shell form: write it in exec form';
  const words = instructions.flatMap(({ values }) => [...values]);
  const at = words.length - full.length;
  const [first, named] = [words[0], words[at]];
  const isSame = words.slice(at + 1).every(({ text }, i) => text === full[i + 1]);
  const isInit = first !== undefined && posix.basename(first.text) === posix.basename(init.path);
  if (at < 1 || !isSame || !isInit || named === undefined || posix.basename(named.text) !== posix.basename(program)) {
    return `what ${init.path} makes of its command cannot be written without a shell`;
  }
  const [path = ''] = full;
  // What the base starts would come before what CMD says.
  if (entrypoint === null && command !== null && (base.config?.entrypoint.length ?? 0) > 0) {
    const { keywordCase, lineEnd } = subject.style;
    const keyword = keywordCase === 'lower' ? 'entrypoint' : 'ENTRYPOINT';
    const before = [init.path, ...words.slice(1, at).map(({ text }) => text)];
    return [
      { start: command.start, end: command.start, text: `${keyword} ${jsonOf(before)}${lineEnd}` },
      { start: command.argument.start, end: command.argument.end, text: jsonOf(full) },
    ];
  }
  return [...pathEdit(first, init.path, base), ...pathEdit(named, path, base)];
}

/** A word that does not find the program on the new base becomes its path. */
function pathEdit(word: Value, path: string, base: BaseProfile): RuleEdit[] {
  const isFound = word.text === path || (posix.basename(path) === word.text && isOnPath(path, base));
  return isFound ? [] : [{ start: word.start, end: word.end, text: JSON.stringify(path) }];
}
