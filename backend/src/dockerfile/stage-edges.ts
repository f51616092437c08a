import { type ErrorList, quoted } from './error-list.ts';
import { lex } from './expand/lex.ts';
import { readImageReference } from './image-reference.ts';
import { readMounts } from './mounts.ts';
import type { EscapeCharacter, Flag, Instruction, Range, Stage, StageEdge, StageSource } from './syntax.ts';

/**
 * What a stage takes from others and from images: its base, `COPY --from` and `RUN --mount=from=`.
 * What ONBUILD will do is not among it: that happens in stages built upon this one.
 * @param names index of the last stage of each name
 */
export function readEdges(
  stage: Stage,
  stageCount: number,
  names: ReadonlyMap<string, number>,
  escapeCharacter: EscapeCharacter,
  errors: ErrorList,
): StageEdge[] {
  const { baseText, base, from } = stage;
  const edges: StageEdge[] = [
    { kind: 'base', stage: stage.index, source: base, instruction: from, range: rangeOf(baseText) },
  ];
  for (const instruction of stage.instructions) {
    for (const { kind, name, flag } of takenFrom(instruction)) {
      const source = kind === 'copy' ? copySource(name, names, stageCount) : namedSource(name, names);
      const resolved = isFixed(name, kind, escapeCharacter) ? source : unknown('no variables are expanded in from');
      if (resolved.kind === 'unknown') {
        errors.add(flag, resolved.why, 'Define a stage with FROM, and name that.');
      }
      edges.push({ kind, stage: stage.index, source: resolved, instruction, range: flag.valueRange ?? rangeOf(flag) });
    }
  }
  return edges;
}

interface Taken {
  readonly kind: 'copy' | 'mount';
  readonly name: string;
  readonly flag: Flag;
}

function takenFrom(instruction: Instruction): Taken[] {
  if (instruction.name === 'RUN') {
    return readMounts(instruction).flatMap(({ flag, from }) =>
      from === null ? [] : [{ kind: 'mount' as const, name: from, flag }],
    );
  }
  if (instruction.name !== 'COPY' && instruction.name !== 'ADD') return [];
  return instruction.flags.flatMap((flag) =>
    flag.name === 'from' && flag.value ? [{ kind: 'copy' as const, name: flag.value, flag }] : [],
  );
}

function isFixed(name: string, kind: 'copy' | 'mount', escapeCharacter: EscapeCharacter): boolean {
  if (kind === 'mount') return !/\$(?!$)/.test(name);
  const expanded = lex(name, new Map(), { escape: escapeCharacter });
  return expanded.kind === 'expanded' && expanded.text === name;
}

/** COPY takes a number too: the index of a stage. */
function copySource(name: string, names: ReadonlyMap<string, number>, stageCount: number): StageSource {
  if (!/^[+-]?\d+$/.test(name)) return namedSource(name, names);
  const index = Number(name);
  return index >= 0 && index < stageCount ? { kind: 'stage', index } : unknown(`invalid stage index ${quoted(name)}`);
}

function namedSource(name: string, names: ReadonlyMap<string, number>): StageSource {
  const index = names.get(name.toLowerCase());
  if (index !== undefined) return { kind: 'stage', index };
  if (name === 'scratch') return { kind: 'scratch' };
  const reference = readImageReference(name);
  return typeof reference === 'string' ? unknown(`${reference}, nor of a stage`) : { kind: 'image', reference };
}

function unknown(why: string): StageSource {
  return { kind: 'unknown', why };
}

function rangeOf({ start, end }: Range): Range {
  return { start, end };
}
