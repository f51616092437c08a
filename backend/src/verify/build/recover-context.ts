import { type AtInstruction, followVariables } from '../../dockerfile/expand/follow-variables.ts';
import type { BuildOptions } from '../../dockerfile/expand/global-variables.ts';
import { cleanPath } from '../../dockerfile/ignore/clean-path.ts';
import { parseDockerfile } from '../../dockerfile/parse-dockerfile.ts';
import { stageChain } from '../../dockerfile/recover/stage-chain.ts';
import { readStages } from '../../dockerfile/stages.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import { type ImageModel, pathOfEntry } from '../../image/image-model.ts';
import { notEnded } from '../../image/merge.ts';
import { typeFile, typeHardlink, typeSymlink } from '../../layers/layer-index.ts';
import type { LineMap } from '../../recovery-answers.ts';
import { CopyPlaces } from './copy-places.ts';

export interface ContextParts {
  /** The Dockerfile that made the image, and what it was built with. */
  readonly dockerfile: string;
  readonly options: BuildOptions;
  readonly lines: LineMap;
  readonly model: ImageModel;
  /** Of the image's configuration; empty for the root. */
  readonly workingDir: string;
}

/** What an image still has of the context that it was built from. */
export interface RecoveredContext {
  /** By path in the context: where the image has it. */
  readonly files: ReadonlyMap<string, string>;
  /** Files of the context that later lines changed or took away, by path in the context. */
  readonly lost: ReadonlyMap<string, string>;
  /** What the lines copied, as paths in the context: all of it that the ignore file let in is known. Empty for everything. */
  readonly sources: readonly string[];
}

/**
 * Finds the files of the build context in the image: what each COPY of the context stored is in a layer of its own, and
 * what nothing changed since is in the final tree.
 * @returns why it cannot be told
 */
export function recoverContext(parts: ContextParts): RecoveredContext | { readonly why: string } {
  const file = parseDockerfile(parts.dockerfile);
  const chain = stageChain(file, parts.options);
  if ('why' in chain) return chain;
  const inChain = new Map(chain.links.map(({ instruction, index }) => [instruction, index]));
  const setsWorkingDir = chain.links.some(({ instruction }) => instruction.name === 'WORKDIR');
  const found = new FoundFiles(parts);
  // Without a WORKDIR of its own the image has the base's.
  let workingDir: string | null = setsWorkingDir ? null : parts.workingDir || '/';
  let why: string | null = null;
  const stopped = followVariables(file, readStages(file, parts.options), parts.options, ({ instruction, expand }) => {
    const index = inChain.get(instruction);
    if (index === undefined || why !== null) return;
    if (instruction.name === 'WORKDIR') workingDir = changed(workingDir, instruction, expand);
    else if (copiesContext(instruction)) why = found.add(instruction, index, workingDir, expand);
  });
  const failed = stopped ?? why;
  return failed === null ? found.result() : { why: failed };
}

function changed(from: string | null, { argument }: Instruction, expand: AtInstruction['expand']): string | null {
  const to = expand(argument.text);
  if (to.kind === 'failed' || to.missing.size > 0) return null;
  if (to.text.startsWith('/')) return to.text;
  return from === null ? null : `${from}/${to.text}`;
}

function copiesContext({ name, flags }: Instruction): boolean {
  return (name === 'COPY' || name === 'ADD') && !flags.some((flag) => flag.name === 'from' && flag.value);
}

const archive = /\.(?:tar|tgz|txz|tbz2?|tar\.\w+|gz|xz|bz2|zst)$/i;

class FoundFiles {
  readonly #parts: ContextParts;
  readonly #files = new Map<string, string>();
  readonly #changed = new Map<string, string>();
  readonly #sources = new Set<string>();

  constructor(parts: ContextParts) {
    this.#parts = parts;
  }

  /** @returns why what the line copied is not known; null where it is */
  add(
    instruction: Instruction,
    index: number,
    workingDir: string | null,
    expand: AtInstruction['expand'],
  ): string | null {
    const line = `line ${instruction.startLine}`;
    const words = instruction.values
      .filter(({ start }) => !instruction.heredocs.some((heredoc) => heredoc.start === start))
      .map(({ text }) => expand(text));
    const texts = words.flatMap((word) => (word.kind === 'expanded' && word.missing.size === 0 ? [word.text] : []));
    const target = texts.pop();
    if (words.length !== texts.length + 1 || target === undefined)
      return `${line} copies what variables of the base name`;
    const sources = texts.filter((text) => !/^(?:https?|git|ssh):\/\/|^git@/.test(text));
    if (sources.length === 0) return null;
    if (instruction.name === 'ADD' && sources.some((source) => archive.test(source))) {
      return `${line} unpacks an archive, which the image does not have any more`;
    }
    const layers = this.#parts.lines.instructions.find((one) => one.index === index)?.layers ?? [];
    if (layers.length === 0) return `it is not known which layer ${line} made`;
    if (!target.startsWith('/') && workingDir === null)
      return `the base’s working directory, to which ${line} copies, is not known`;
    const to = cleanPath(target.startsWith('/') ? target : `${workingDir}/${target}`);
    const stored = layers.flatMap((layer) => this.#storedIn(layer));
    const places = new CopyPlaces(
      sources,
      to,
      stored.map(({ path }) => path),
    );
    for (const { path, intact } of stored) {
      const place = places.of(path);
      if (place === null) return `it cannot be told what in the context ${path} was, which ${line} copied`;
      if (intact) this.#files.set(place, path);
      else this.#changed.set(place, path);
    }
    const unknown = places.unseen();
    if (unknown !== null) return `the image has nothing of ${unknown}, which ${line} copies`;
    for (const source of places.sources) this.#sources.add(source);
    return null;
  }

  result(): RecoveredContext {
    const lost = new Map([...this.#changed].filter(([place]) => !this.#files.has(place)));
    return { files: this.#files, lost, sources: [...this.#sources] };
  }

  #storedIn(layer: number): { readonly path: string; readonly intact: boolean }[] {
    const { merged } = this.#parts.model;
    const { entries } = merged;
    const count = entries.layers[layer]?.nodeCount ?? 0;
    return Array.from({ length: count }, (_, node) => entries.of(layer, node))
      .filter((entry) => [typeFile, typeSymlink, typeHardlink].includes(entries.type(entry)))
      .map((entry) => ({ path: pathOfEntry(merged, entry), intact: merged.endedIn[entry] === notEnded }));
  }
}
