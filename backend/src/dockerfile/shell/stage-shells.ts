import type { Instruction, Stage, StageGraph } from '../syntax.ts';

/** The program and options that SHELL names; null for the default, `/bin/sh -c`. */
export type Shell = readonly string[] | null;

/** What runs the shell forms of Windows images. */
const windowsShell: Shell = ['cmd', '/S', '/C'];

/** The shell of an image of which no more is known than its name: those of Windows say so there. */
function shellByName({ base, platform }: Stage): Shell {
  if (platform?.startsWith('windows')) return windowsShell;
  if (base.kind !== 'image') return null;
  const { path, tag } = base.reference;
  return /(?:^|\/)windows(?:\/|$)|nanoserver|servercore/.test(`${path}:${tag ?? ''}`) ? windowsShell : null;
}

/**
 * The shell that runs the shell forms of each instruction: that of the last SHELL before it in its stage or in the
 * stages that it is built upon.
 * @param baseShell the shell that an image has which a stage is built upon, where more is known than its name
 */
export function stageShells(
  { stages }: StageGraph,
  baseShell: (stage: Stage) => Shell = shellByName,
): ReadonlyMap<Instruction, Shell> {
  const shells = new Map<Instruction, Shell>();
  const last: Shell[] = [];
  for (const stage of stages) {
    const { base } = stage;
    let shell = base.kind === 'stage' ? (last[base.index] ?? null) : baseShell(stage);
    for (const instruction of stage.instructions) {
      if (instruction.name === 'SHELL' && instruction.json && instruction.values.length > 0) {
        shell = instruction.values.map(({ text }) => text);
      }
      shells.set(instruction, shell);
    }
    last.push(shell);
  }
  return shells;
}
