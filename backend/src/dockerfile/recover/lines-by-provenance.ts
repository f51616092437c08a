import type { LayerOrigin, LineMap } from '../../recovery-answers.ts';
import type { Dockerfile } from '../syntax.ts';
import { instructionAt, lineMap, originAt } from './line-map.ts';
import type { Provenance, ProvenanceImage, ProvenanceStep } from './provenance.ts';
import type { StageChain } from './stage-chain.ts';

/** A layer by all the names that it has. */
export interface LayerNames {
  readonly diffId: string;
  /** Of the blob; null where only the unpacked layer is at hand. */
  readonly digest: string | null;
}

/**
 * Lines and layers as the builder noted them: each step has its lines, and the layers up to and with its own.
 * @param source which of the build's Dockerfiles is asked about
 * @param chain what of it went into the image; other instructions may share a step with one that did
 * @returns why it cannot be told
 */
export function linesByProvenance(
  provenance: Provenance,
  source: number,
  file: Dockerfile,
  chain: StageChain,
  layers: readonly LayerNames[],
): LineMap | { readonly why: string } {
  const top = topChain(provenance.steps, layers);
  if (top === null) return { why: 'the builder noted other layers than this image has' };
  const inChain = new Set(chain.links.map(({ index }) => index).concat(chain.from));
  const placed = placeSteps(provenance.steps, top, (step) => placeOf(step, source, file, inChain, provenance));
  const origins = originsOf(placed, file, layers.length);
  return lineMap(file, chain.from, origins, 'provenance', null);
}

/** The place of a build's main Dockerfile: the one that the topmost of the image's layers is from. */
export function mainSource({ steps, sources }: Provenance, layers: readonly LayerNames[]): number {
  const top = topChain(steps, layers);
  const placed =
    top === null ? [] : steps.filter(({ layers: chains }) => chains?.some((chain) => isBeginning(chain, top)));
  const highest = placed.filter(({ places }) => places.length > 0).toSorted((a, b) => longest(b) - longest(a))[0];
  const place = highest?.places[0]?.source ?? 0;
  return place < sources.length ? place : 0;
}

/** The image that the lowest layers are from, where the builder noted one with so many. */
export function baseImage({ steps }: Provenance, layers: readonly LayerNames[], count: number): ProvenanceImage | null {
  const top = topChain(steps, layers);
  if (top === null || count === 0) return null;
  const isBase = (chain: readonly string[]) => chain.length === count && isBeginning(chain, top);
  return steps.find(({ image, layers: chains }) => image !== null && chains?.some(isBase))?.image ?? null;
}

/** All of the image's layers as the builder noted them; as it knew the digests of blobs or the diff IDs. */
function topChain(steps: readonly ProvenanceStep[], layers: readonly LayerNames[]): readonly string[] | null {
  if (layers.length === 0) return [];
  for (const step of steps) {
    for (const chain of step.layers ?? []) {
      if (chain.length !== layers.length) continue;
      if (chain.every((name, i) => name === layers[i]?.digest || name === layers[i]?.diffId)) return chain;
    }
  }
  return null;
}

function isBeginning(chain: readonly string[], top: readonly string[]): boolean {
  return chain.length <= top.length && chain.every((name, i) => name === top[i]);
}

function longest({ layers }: ProvenanceStep): number {
  return (layers ?? []).reduce((most, chain) => Math.max(most, chain.length), 0);
}

interface PlacedStep {
  /** Layers up to and with those of the step. */
  readonly count: number;
  readonly place: Place;
}

type Place =
  | { readonly kind: 'instruction'; readonly instruction: number }
  | { readonly kind: 'image' }
  | { readonly kind: 'other-dockerfile'; readonly filename: string; readonly startLine: number }
  | { readonly kind: 'none' };

/** The best step for each count of layers. Layers may be equal by chance, as empty ones are: what is in the chain wins. */
function placeSteps(
  steps: readonly ProvenanceStep[],
  top: readonly string[],
  placeStep: (step: ProvenanceStep) => Place,
): PlacedStep[] {
  const best = new Map<number, Place>();
  for (const step of steps) {
    const chain = (step.layers ?? []).find((one) => isBeginning(one, top));
    if (chain === undefined) continue;
    const place = placeStep(step);
    const before = best.get(chain.length);
    if (before === undefined || rank(place) < rank(before)) best.set(chain.length, place);
  }
  return [...best].map(([count, place]) => ({ count, place })).toSorted((a, b) => a.count - b.count);
}

function rank({ kind }: Place): number {
  return ['instruction', 'image', 'other-dockerfile', 'none'].indexOf(kind);
}

function placeOf(
  step: ProvenanceStep,
  source: number,
  file: Dockerfile,
  inChain: ReadonlySet<number>,
  { sources }: Provenance,
): Place {
  if (step.image !== null) return { kind: 'image' };
  const ours = step.places.filter((place) => place.source === source);
  const instructions = ours.map(({ startLine }) => instructionAt(file.instructions, startLine));
  const found = instructions.find((index) => index !== null && inChain.has(index)) ?? null;
  if (found !== null) return { kind: 'instruction', instruction: found };
  const other = step.places.find((place) => place.source !== source);
  if (other === undefined) return { kind: 'none' };
  return { kind: 'other-dockerfile', filename: sources[other.source]?.filename ?? '', startLine: other.startLine };
}

function originsOf(placed: readonly PlacedStep[], file: Dockerfile, layerCount: number): LayerOrigin[] {
  const origins: LayerOrigin[] = [];
  for (const [i, { count, place }] of placed.entries()) {
    const origin = originOf(place, i === 0, file);
    while (origins.length < count) origins.push(origin);
  }
  while (origins.length < layerCount)
    origins.push({ kind: 'unknown', why: 'the builder noted no step for this layer' });
  return origins;
}

function originOf(place: Place, lowest: boolean, file: Dockerfile): LayerOrigin {
  switch (place.kind) {
    case 'instruction':
      return originAt(file, place.instruction);
    case 'other-dockerfile':
      return place;
    case 'image':
      return { kind: 'base' };
    case 'none':
      // What has no line and lies below all is what the first FROM names.
      return lowest ? { kind: 'base' } : { kind: 'unknown', why: 'the builder noted no line for this layer' };
  }
}
