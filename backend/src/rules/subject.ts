import { posix } from 'node:path';
import { followVariables } from '../dockerfile/expand/follow-variables.ts';
import { lineAt } from '../dockerfile/lines.ts';
import { type PlainCommand, plainCommands } from '../dockerfile/lint/plain-commands.ts';
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { type RunRead, readRun } from '../dockerfile/shell/read-run.ts';
import { stageShells } from '../dockerfile/shell/stage-shells.ts';
import { readStages } from '../dockerfile/stages.ts';
import { readStyle, type Style } from '../dockerfile/style.ts';
import type { Dockerfile, Instruction, Range, Stage, StageGraph } from '../dockerfile/syntax.ts';
import type { Entry } from '../image/entries.ts';
import type { PathNode } from '../image/merge.ts';
import type { ProjectReading } from '../project/reading.ts';
import type { LineMap } from '../recovery-answers.ts';
import type { BaseShelf } from './base-profile.ts';
import type { Draft } from './draft.ts';
import type { ImageEvidence } from './evidence.ts';

/** What does not change while rules are applied. */
export interface SubjectParts {
  readonly original: Dockerfile;
  /** Of the original text, which instruction made which layers; null where the image is not at hand. */
  readonly lines: LineMap | null;
  readonly image: ImageEvidence | null;
  readonly project: ProjectReading | null;
  readonly bases: BaseShelf;
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly target: string | null;
  /** What the ignore file has; empty where there is none. Null where nobody knows. */
  readonly ignoreText: string | null;
  /** Files of the image that a new last stage keeps, where rules before wrote one: then the image shows the stage before it. */
  readonly keptFiles?: ReadonlySet<Entry> | null;
  /** Folders that its commands make in place of some of the image. */
  readonly madeFolders?: readonly MadeInPlace[];
}

/** A folder of the image that the last stage has made anew, with the native files that load as those of the image do. */
export interface MadeInPlace {
  readonly folder: PathNode;
  readonly loads: readonly PathNode[];
}

/** What is set where an instruction starts, as far as it is known. */
export interface InstructionPlace {
  /** Absolute; null where it is not known. */
  readonly workingDir: string | null;
  /** As USER has it, variables expanded; empty for root by default, null where it is not known. */
  readonly user: string | null;
  /** The instruction's values with the builder's variables expanded; null for one that cannot be. */
  readonly expanded: readonly (string | null)[];
}

/** All that a rule gets to see: the Dockerfile as rules before it left it, and what is known of the image. */
export class Subject {
  readonly file: Dockerfile;
  readonly graph: StageGraph;
  readonly style: Style;
  readonly image: ImageEvidence | null;
  readonly project: ProjectReading | null;
  readonly bases: BaseShelf;
  readonly ignoreText: string | null;
  readonly buildArgs: ReadonlyMap<string, string>;
  /** What `# syntax` names, or the builder that is there takes. */
  readonly takes: { readonly mounts: boolean; readonly chmod: boolean };
  readonly #parts: SubjectParts;
  readonly #draft: Draft;
  readonly #runs = new Map<Instruction, RunRead>();
  #shells: ReturnType<typeof stageShells> | null = null;
  #places: ReadonlyMap<Instruction, InstructionPlace> | null = null;

  constructor(draft: Draft, parts: SubjectParts) {
    this.#parts = parts;
    this.#draft = draft;
    this.file = parseDockerfile(draft.text);
    this.graph = readStages(this.file, {
      buildArgs: parts.buildArgs,
      ...(parts.target !== null && { target: parts.target }),
    });
    this.style = readStyle(this.file);
    this.image = parts.image;
    this.project = parts.project;
    this.bases = parts.bases;
    this.ignoreText = parts.ignoreText;
    this.buildArgs = parts.buildArgs;
    this.takes = takenBy(this.file, parts.image);
  }

  /** The stage that the build asks for by name or number; null for the last one. */
  get target(): string | null {
    return this.#parts.target;
  }

  /** Files of the image that the new last stage keeps; null where the last stage is the one that the image shows. */
  get keptFiles(): ReadonlySet<Entry> | null {
    return this.#parts.keptFiles ?? null;
  }

  get madeFolders(): readonly MadeInPlace[] {
    return this.#parts.madeFolders ?? [];
  }

  get text(): string {
    return this.file.text;
  }

  /** The stage that the image is; null where the file has none. */
  get result(): Stage | null {
    const { stages } = this.graph;
    const target = this.#parts.target?.toLowerCase() ?? null;
    const named = stages.findLast(
      ({ name, index }) => target !== null && (name === target || String(index) === target),
    );
    return named ?? stages.at(-1) ?? null;
  }

  /** Layers of the image that an instruction made, as far as that is known; of a merged one those of all. */
  layersOf(instruction: Instruction): readonly number[] {
    const { lines, original } = this.#parts;
    if (lines === null) return [];
    const from = this.#draft.originals(instruction);
    const layers = lines.instructions.flatMap(({ index, layers: made }) => {
      const at = original.instructions[index];
      const isFrom = at !== undefined && from.some(({ start, end }) => start < at.end && end > at.start);
      return isFrom ? made : [];
    });
    return [...new Set(layers)].sort((a, b) => a - b);
  }

  /** What tells a suggestion apart from others of its rule, whatever else changes: the line where its subject stood at first. */
  anchor({ start, end }: Range): string {
    const [first] = this.#draft.originals({ start, end });
    return first === undefined
      ? `new-${lineAt(this.file.lineStarts, start)}`
      : String(lineAt(this.#parts.original.lineStarts, first.start));
  }

  line(offset: number): number {
    return lineAt(this.file.lineStarts, offset);
  }

  /** The commands of a RUN, or of CMD, ENTRYPOINT and HEALTHCHECK in shell form. */
  run(instruction: Instruction): RunRead {
    this.#shells ??= stageShells(this.graph);
    const known = this.#runs.get(instruction) ?? readRun(this.file, instruction, this.#shells.get(instruction) ?? null);
    this.#runs.set(instruction, known);
    return known;
  }

  /** Every simple command of an instruction, wherever it stands; none where they cannot be read. */
  commands(instruction: Instruction): readonly PlainCommand[] {
    const read = this.run(instruction);
    return plainCommands(read.kind === 'commands' ? read.script : null);
  }

  /** What is set where an instruction starts; null for those in front of the first FROM. */
  place(instruction: Instruction): InstructionPlace | null {
    this.#places ??= this.#findPlaces();
    return this.#places.get(instruction) ?? null;
  }

  textOf({ start, end }: Range): string {
    return this.text.slice(start, end);
  }

  #findPlaces(): ReadonlyMap<Instruction, InstructionPlace> {
    const places = new Map<Instruction, InstructionPlace>();
    const ends = new Map<number, Pick<InstructionPlace, 'workingDir' | 'user'>>();
    const options = { buildArgs: this.buildArgs, baseVariables: (stage: Stage) => this.#baseVariables(stage) };
    followVariables(this.file, this.graph, options, ({ stage, instruction, expand }) => {
      const before = ends.get(stage.index) ?? this.#start(stage, ends);
      const expanded = instruction.values.map(({ text }) => {
        const lexed = expand(text);
        // What is not set in the file may be set by the base.
        return lexed.kind === 'expanded' && lexed.missing.size === 0 ? lexed.text : null;
      });
      places.set(instruction, { ...before, expanded });
      const [value = null] = expanded;
      if (instruction.name === 'WORKDIR') {
        ends.set(stage.index, { ...before, workingDir: changedDir(before.workingDir, value) });
      } else if (instruction.name === 'USER') ends.set(stage.index, { ...before, user: value });
      else ends.set(stage.index, before);
    });
    return places;
  }

  #baseVariables({ base }: Stage): [string, string][] {
    const config = base.kind === 'image' ? (this.bases(base.reference.text)?.config ?? null) : null;
    return (config?.env ?? []).map((variable) => {
      const equals = variable.indexOf('=');
      return [variable.slice(0, equals), variable.slice(equals + 1)];
    });
  }

  #start({ base }: Stage, ends: ReadonlyMap<number, Pick<InstructionPlace, 'workingDir' | 'user'>>) {
    if (base.kind === 'stage') return ends.get(base.index) ?? { workingDir: null, user: null };
    if (base.kind === 'scratch') return { workingDir: '/', user: '' };
    const config = base.kind === 'image' ? (this.bases(base.reference.text)?.config ?? null) : null;
    return { workingDir: config === null ? null : config.workingDir || '/', user: config?.user ?? null };
  }
}

function changedDir(before: string | null, path: string | null): string | null {
  if (path === null || (before === null && !path.startsWith('/'))) return null;
  return posix.resolve(before ?? '/', path);
}

/** Mounts came with version 1.2 of the Dockerfile syntax, `COPY --chmod` with 1.2, too. The classic builder has neither. */
function takenBy({ directives }: Dockerfile, image: ImageEvidence | null): Subject['takes'] {
  const syntax = directives.find(({ name }) => name === 'syntax')?.value ?? null;
  const [, major, minor] = /^(?:docker\.io\/)?docker\/dockerfile:(\d+)(?:\.(\d+))?/.exec(syntax ?? '') ?? [];
  const isOld =
    major !== undefined && (Number(major) < 1 || (Number(major) === 1 && minor !== undefined && Number(minor) < 2));
  const isForeign = syntax !== null && !/^(?:docker\.io\/)?docker\/dockerfile(?:[:@]|$)/.test(syntax);
  const isClassic =
    image?.layers.slice(image.ownFrom ?? image.layers.length).some(({ createdBy }) => byClassicBuilder(createdBy)) ??
    false;
  const takes = !isOld && !isForeign && !isClassic;
  return { mounts: takes, chmod: takes };
}

function byClassicBuilder(createdBy: string | null): boolean {
  return createdBy !== null && /#\(nop\)/.test(createdBy);
}
