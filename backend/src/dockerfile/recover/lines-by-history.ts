import type { LayerOrigin, LineMap } from '../../recovery-answers.ts';
import type { Dockerfile } from '../syntax.ts';
import { type Alignment, alignHistory, type ChainLink, type LayerLine } from './align-history.ts';
import { type HistoryLine, readHistoryLine } from './history-line.ts';
import { lineMap, originAt } from './line-map.ts';
import type { StageChain } from './stage-chain.ts';

/** What an image tells of its own making. */
export interface ImageHistory {
  /** From the base up. */
  readonly lines: readonly HistoryLine[];
  /** The line of each layer; null where it is not sure which one it is. */
  readonly ofLayers: readonly (string | null)[];
  /** Words of the SHELL that the image's configuration ends with. */
  readonly shell: string;
}

export interface HistoryMatch {
  readonly map: LineMap;
  /** How many of the Dockerfile's instructions have a line that tells them apart. */
  readonly sure: number;
  readonly matched: number;
  readonly total: number;
}

/** Lines and layers by comparing the text of the Dockerfile with the image's history. */
export function linesByHistory(file: Dockerfile, chain: StageChain, history: ImageHistory): HistoryMatch {
  const lines = layerLines(history);
  const { ofLayers, shell } = history;
  const { links } = chain;
  const alignment = alignHistory(links, lines, file.escape, shell);
  const layersOf = new Map<number, number>();
  for (const [i, link] of links.entries()) {
    const line = alignment.lineOf[i] ?? null;
    const layer = line === null ? null : (lines[line]?.layer ?? null);
    if (layer !== null) layersOf.set(layer, link.index);
  }
  const own = ownFrom(alignment, lines, ofLayers.length);
  const origins = ofLayers.map((_, layer) => originOf(layer, layersOf, file, own));
  const agrees = alignment.lineOf.some((line) => line !== null) || alignment.mismatch === null;
  const mismatch = mismatchOf(alignment, links, file);
  const map = lineMap(file, chain.from, origins, agrees ? 'history' : 'none', mismatch);
  const matched = alignment.lineOf.filter((line) => line !== null).length;
  return { map, sure: alignment.sure, matched, total: links.length };
}

/** All lines of a Dockerfile in the history, with their layers as far as they are known. */
export function layerLines({ lines, ofLayers }: ImageHistory): LayerLine[] {
  const written = lines.filter((line) => !isAdded(line));
  const storing = lines.filter(({ empty }) => empty === false).length;
  if (written.length === lines.length && storing === ofLayers.length) {
    let layer = 0;
    return lines.map((line) => ({ ...line, layer: line.empty === false ? layer++ : null }));
  }
  // Lines slipped down onto layers of a base without history, or it is not said which have one: `ofLayers` knows.
  let above = ofLayers.length * written.length > maxSearched ? 0 : ofLayers.length;
  const placed = written.toReversed().map((line): LayerLine => {
    const layer = line.empty || above === 0 ? -1 : ofLayers.lastIndexOf(line.createdBy, above - 1);
    if (layer === -1 || line.createdBy === null) return { ...line, layer: null };
    above = layer;
    return { ...line, layer };
  });
  return placed.reverse();
}

/** Comparisons of a line with a layer; engines mount at most 127 layers. */
const maxSearched = 4_000_000;

/** Filled up by BuildKit for layers of a base without history. */
export function isAdded({ comment }: HistoryLine): boolean {
  return comment === 'buildkit.exporter.image.v0';
}

/** The lowest layer that is not of the base; null where it is not sure which one it is. */
function ownFrom({ baseLines }: Alignment, lines: readonly LayerLine[], layerCount: number): number | null {
  if (baseLines === null) return null;
  const own = lines.slice(baseLines);
  const lost = own.some((line) => line.layer === null && line.empty !== true && mayStore(line));
  return lost ? null : own.reduce((least, { layer }) => Math.min(least, layer ?? layerCount), layerCount);
}

function mayStore(line: LayerLine): boolean {
  return ['RUN', 'COPY', 'ADD', 'WORKDIR'].includes(readHistoryLine(line)?.name ?? '');
}

function originOf(
  layer: number,
  layersOf: ReadonlyMap<number, number>,
  file: Dockerfile,
  own: number | null,
): LayerOrigin {
  const index = layersOf.get(layer);
  if (index !== undefined) return originAt(file, index);
  if (own !== null && layer < own) return { kind: 'base' };
  return { kind: 'unknown', why: 'no line of the Dockerfile agrees with what the image’s history says of this layer' };
}

function mismatchOf({ mismatch }: Alignment, links: readonly ChainLink[], file: Dockerfile): LineMap['mismatch'] {
  if (mismatch === null) return null;
  const { from, to, lines, exhausted } = mismatch;
  const first = links[from]?.instruction;
  const last = links[to - 1]?.instruction;
  const told = `${lines} line${lines === 1 ? '' : 's'} of the image’s history`;
  if (from >= to || first === undefined || last === undefined) {
    const end = links.at(-1)?.instruction.endLine ?? file.instructions.at(-1)?.endLine ?? 0;
    const fromLine = first?.startLine ?? end + 1;
    return { fromLine, toLine: fromLine, why: `the Dockerfile has nothing for ${told} before line ${fromLine}` };
  }
  const { startLine } = first;
  const otherwise =
    lines === 0 ? 'the image’s history has nothing for it' : `${told} ${lines === 1 ? 'says' : 'say'} otherwise`;
  const why = exhausted ? tooLong : `it does not match from line ${startLine} on: ${otherwise}`;
  return { fromLine: startLine, toLine: last.endLine, why };
}

const tooLong = 'the Dockerfile and the image’s history are too long to be compared further';
