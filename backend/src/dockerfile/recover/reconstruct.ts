import type { LayerOrigin, LineMap } from '../../recovery-answers.ts';
import { parseDockerfile } from '../parse-dockerfile.ts';
import type { LayerLine } from './align-history.ts';
import { readHistoryLine, type WrittenInstruction } from './history-line.ts';
import { lineMap, originAt } from './line-map.ts';
import { quoteWord } from './quote-words.ts';
import { type RewriteState, readArg, rewriteInstruction } from './rewrite-instruction.ts';
import { readRun } from './rewrite-run.ts';

export interface ReconstructionInput {
  /** All lines of Dockerfiles in the history, from the base up. */
  readonly lines: readonly LayerLine[];
  readonly layerCount: number;
  /** How many of the lines are the base's; null where the base is not known. */
  readonly baseLines: number | null;
  /** What FROM shall name: `scratch` or an image; null where it is not known. */
  readonly baseName: string | null;
  /** Layers of the base. */
  readonly baseLayers: number;
  readonly config: {
    /** `NAME=value` */
    readonly env: readonly string[];
    readonly labels: Readonly<Record<string, string>>;
    readonly shell: readonly string[] | null;
    readonly onbuild: readonly string[];
  };
}

export interface Reconstruction {
  readonly text: string;
  readonly lines: LineMap;
  readonly notes: readonly string[];
}

interface Part {
  /** Comments and the instruction. */
  readonly text: string;
  /** How many instructions; the last one made the layer. */
  readonly instructions: number;
  readonly layer: number | null;
}

const defaultShell = '/bin/sh -c';

/**
 * Writes a Dockerfile from an image's history. It reads as the history was written: with variables replaced in all but
 * RUN, with nothing of the stages that were only copied from.
 */
export function reconstruct(input: ReconstructionInput): Reconstruction {
  const own = input.lines.slice(input.baseLines ?? 0);
  const written = own.map(readHistoryLine);
  const state = stateOf(input, written);
  const notes = new Set<string>();
  const parts = own.map((line, i) => part(line, written[i] ?? null, state, notes));
  if (!written.some((line) => line?.name === 'ONBUILD')) {
    const triggers = input.config.onbuild.map((trigger) => `ONBUILD ${trigger}`).filter(isOneInstruction);
    parts.push(
      ...triggers.map((trigger) => ({
        text: `${trigger}
`,
        instructions: 1,
        layer: null,
      })),
    );
  }
  const text = `${head(input)}${parts.map((one) => one.text).join('')}`;
  return { text, lines: linesOf(text, parts, input), notes: [...baseNotes(input), ...notes] };
}

function head({ baseName, baseLayers }: ReconstructionInput): string {
  if (baseName !== null) return `FROM ${baseName}\n`;
  const what = baseLayers > 0 ? `its ${baseLayers} layers are here under no name` : 'no image here is it';
  return `# What FROM named is lost, and ${what}.\nFROM scratch\n`;
}

function baseNotes({ baseName, baseLines, baseLayers }: ReconstructionInput): string[] {
  const notes = [
    'Comments, mounts and other stages are not in the history; variables are replaced by their values, but in RUN.',
  ];
  if (baseName === null) notes.push('What FROM named is lost, and no image here tells it.');
  else if (baseName !== 'scratch')
    notes.push('What FROM named is lost: the base is the image whose layers are the same.');
  if (baseLines === null && baseLayers > 0) notes.push('Where the settings of the base end is not sure.');
  return notes;
}

/** The RUNs show what values the build arguments had. */
function stateOf({ config }: ReconstructionInput, written: readonly (WrittenInstruction | null)[]): RewriteState {
  const changes = written.some((line) => line?.name === 'SHELL');
  const shell = changes ? defaultShell : (config.shell?.join(' ') ?? defaultShell);
  const args = new Map<string, string | null>();
  for (const line of written) {
    if (line?.name !== 'ARG') continue;
    for (const [name, value] of readArg(line.rest, args) ?? []) args.set(name, value ?? args.get(name) ?? null);
  }
  const state = { shell, args, env: envOf(config.env), labels: new Map(Object.entries(config.labels)) };
  let current = shell;
  for (const line of written) {
    if (line?.name === 'SHELL') current = line.rest.replace(/^\[|\]$/g, '');
    if (line?.name !== 'RUN') continue;
    const run = readRun(line, current, args);
    for (const [name, value] of run?.args ?? []) if (args.has(name)) args.set(name, value);
  }
  return state;
}

function envOf(env: readonly string[]): Map<string, string> {
  return new Map(env.map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)]));
}

function part(line: LayerLine, written: WrittenInstruction | null, state: RewriteState, notes: Set<string>): Part {
  const { layer } = line;
  const rewritten = written === null ? null : rewriteInstruction(written, state);
  if (rewritten?.text && isOneInstruction(rewritten.text)) {
    for (const lost of rewritten.lost) notes.add(lost.replace(/: (?:file|dir|multi):.*$/, '.'));
    const undeclared = written === null ? [] : undeclaredArgs(written, state);
    const text = [...undeclared, `${comment(rewritten.lost)}${rewritten.text}`].map((one) => `${one}\n`).join('');
    return { text, instructions: undeclared.length + 1, layer };
  }
  if (layer === null && written === null) return { text: '', instructions: 0, layer };
  notes.add('Some lines of the history are of no Dockerfile, or cannot be had back as instructions.');
  const what = layer === null ? 'A line of the history' : `Layer ${layer}`;
  return { text: comment([`${what}: ${line.createdBy ?? 'the history does not say'}`]), instructions: 0, layer };
}

/** Whatever stood in the history, it shall not swallow the lines below. */
function isOneInstruction(text: string): boolean {
  const { instructions, errors } = parseDockerfile(`FROM scratch\n${text}\nUSER below\n`);
  return instructions.length === 3 && instructions[2]?.joined === 'USER below' && errors.length === 0;
}

/** Builders other than Docker's give a RUN arguments that no ARG line tells of. */
function undeclaredArgs(written: WrittenInstruction, { shell, args }: RewriteState): string[] {
  if (written.name !== 'RUN' || written.argCount === 0) return [];
  const missing = (readRun(written, shell, args)?.args ?? []).filter(([name]) => !args.has(name));
  for (const [name, value] of missing) args.set(name, value);
  return missing.map(([name, value]) => `ARG ${name}=${quoteWord(value)}`);
}

function comment(lines: readonly string[]): string {
  return lines.map((line) => `# ${line.replaceAll(/\s+/g, ' ').slice(0, 500)}\n`).join('');
}

function linesOf(text: string, parts: readonly Part[], { layerCount, baseLayers }: ReconstructionInput): LineMap {
  const file = parseDockerfile(text);
  const origins = new Map<number, LayerOrigin>();
  let index = 0;
  for (const { instructions, layer } of parts) {
    index += instructions;
    if (layer === null) continue;
    origins.set(
      layer,
      instructions > 0 ? originAt(file, index) : { kind: 'unknown', why: 'the history tells of no instruction' },
    );
  }
  const layers = Array.from({ length: layerCount }, (_, layer): LayerOrigin => {
    if (layer < baseLayers) return { kind: 'base' };
    return origins.get(layer) ?? { kind: 'unknown', why: 'the history does not say what made this layer' };
  });
  return lineMap(file, 0, layers, 'history', null);
}
