import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import type { Entry } from '../../image/entries.ts';
import type { BaseProfile } from '../base-profile.ts';
import { installCommands } from '../bases/install-commands.ts';
import { officialImage } from '../bases/official-image.ts';
import { alpineSibling, type Sibling, withoutDigest } from '../bases/siblings.ts';
import type { RuleEdit } from '../draft.ts';
import { type AddedBytes, breakingIf, type Suggestion } from '../rule.ts';
import type { Subject } from '../subject.ts';

export interface ChosenSibling {
  readonly current: string;
  readonly old: BaseProfile;
  readonly base: BaseProfile;
  /** What FROM is to name. */
  readonly text: string;
  readonly sibling: Sibling;
  readonly installed: readonly { readonly name: string; readonly why: string }[];
  /** Calls of a package manager that the sibling has under another name. */
  readonly translated: readonly RuleEdit[];
  /** Files that the image's own lines install, but not on the sibling. */
  readonly leftOut: readonly Entry[];
  readonly added: AddedBytes;
}

export function suggestionFor(subject: Subject, stage: Stage, chosen: ChosenSibling): Suggestion {
  const { current, old, base, text, sibling, installed, translated, leftOut, added } = chosen;
  const { baseText } = stage;
  const commands = installCommands(
    base,
    installed.map(({ name }) => name),
  );
  const pinned = withoutDigest(current);
  const notes = [
    ...(pinned === null ? [] : [`${current} is pinned to a digest, and ${text} is not: pin it once it is built.`]),
    ...(baseText.text.includes('$')
      ? [`FROM names its base by build arguments: with other values there must be a variant ${text} of those, too.`]
      : []),
    ...alpineNote(subject, current, base),
  ];
  return {
    kind: 'suggestion',
    anchor: '',
    title: `Build on ${base.reference}`,
    reason: `It is ${pinned ?? current} without ${withoutWords[sibling.without]}: the same version on the same system and C library.`,
    evidence: [
      `${current} stores ${sizeOf(old)}, ${base.reference} ${sizeOf(base)}`,
      ...installed.map(({ name, why }) => `${name} is installed: ${why}`),
      ...(translated.length === 0 ? [] : [`${base.reference} has microdnf in place of dnf`]),
    ],
    risk: breakingIf(breaksIf[sibling.without]),
    edits: [
      { start: baseText.start, end: baseText.end, text },
      ...(commands.length === 0 ? [] : [installEdit(subject, stage, commands)]),
      ...translated,
    ],
    effects: [
      { kind: 'replaces-base', base },
      ...(leftOut.length === 0 ? [] : [{ kind: 'removes' as const, files: leftOut }]),
      ...(added.stored === 0 ? [] : [{ kind: 'adds' as const, ...added }]),
    ],
    ...(notes.length > 0 && { notes }),
  };
}

const withoutWords: Readonly<Record<Sibling['without'], string>> = {
  'build-tools': 'compilers and tools to build with',
  documentation: 'documentation and translations',
  jdk: 'the compiler and tools of the JDK',
  'package-manager-parts': 'the larger package manager',
};

const breaksIf: Readonly<Record<Sibling['without'], string>> = {
  'build-tools': 'the program calls tools that only the larger image has',
  documentation: 'somebody reads manual pages or translations in it',
  jdk: 'the program compiles Java, or looks into other Java processes',
  'package-manager-parts': 'the program calls tools that only the larger image has',
};

function sizeOf({ stored, from }: BaseProfile): string {
  return `${from === 'local' ? '' : 'about '}${Math.round(stored.bytes / 1e6)} MB`;
}

/** In front of all that may need it, but behind what says how to reach the mirrors. */
function installEdit({ style }: Subject, { from, instructions }: Stage, commands: readonly string[]): RuleEdit {
  const settings: Instruction[] = [];
  for (const one of instructions) {
    if (one.name !== 'ARG' && one.name !== 'ENV') break;
    settings.push(one);
  }
  const last = settings.findLast(({ joined }) => /_proxy\b|\bDEBIAN_FRONTEND\b/i.test(joined)) ?? from;
  const joint = `${style.continuation}${style.lineEnd}${style.indent}&& `;
  const keyword = style.keywordCase === 'lower' ? 'run' : 'RUN';
  const text = `${style.lineEnd}${keyword} ${commands.join(joint)}`;
  return { start: last.end, end: last.end, text };
}

/** Lighter still, but with another C library: for a person to try, never taken. */
function alpineNote({ image, bases }: Subject, current: string, base: BaseProfile): string[] {
  const official = officialImage(current);
  const reference = official === null ? null : alpineSibling(official);
  const alpine = reference === null ? null : bases(reference);
  const { tree, native, ownFrom } = image ?? {};
  const isNative = [...(native?.all() ?? [])].some(({ node }) => (tree?.layer(node) ?? 0) >= (ownFrom ?? 0));
  if (alpine === null || isNative || alpine.stored.bytes > base.stored.bytes * 0.8) return [];
  return [
    `${alpine.reference} would store ${sizeOf(alpine)}. Its C library is musl, which resolves names otherwise and runs no program that was compiled for glibc: to be tried, and not taken here.`,
  ];
}
