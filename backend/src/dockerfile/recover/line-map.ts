import type { LayerOrigin, LineMap } from '../../recovery-answers.ts';
import type { Dockerfile, Instruction } from '../syntax.ts';

/**
 * @param from place of the FROM that names the base: the base's layers are on its line
 */
export function lineMap(
  file: Dockerfile,
  from: number,
  layers: readonly LayerOrigin[],
  how: LineMap['how'],
  mismatch: LineMap['mismatch'],
): LineMap {
  const byInstruction = new Map<number, number[]>();
  for (const [layer, origin] of layers.entries()) {
    const index = origin.kind === 'instruction' ? origin.instruction : origin.kind === 'base' ? from : null;
    if (index === null) continue;
    const some = byInstruction.get(index);
    if (some === undefined) byInstruction.set(index, [layer]);
    else some.push(layer);
  }
  return {
    how,
    instructions: file.instructions.map(({ startLine, endLine }, index) => ({
      index,
      startLine,
      endLine,
      layers: byInstruction.get(index) ?? [],
    })),
    layers,
    mismatch,
  };
}

export function originAt(file: Dockerfile, index: number): LayerOrigin {
  const { startLine, endLine } = file.instructions[index] ?? { startLine: 0, endLine: 0 };
  return { kind: 'instruction', instruction: index, startLine, endLine };
}

/** The place of the instruction that the line is a part of; null where it is of none. */
export function instructionAt(instructions: readonly Instruction[], line: number): number | null {
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((instructions[middle]?.startLine ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  const found = instructions[low - 1];
  return found !== undefined && line <= found.endLine ? low - 1 : null;
}
