import type { ContextHint, LineMap, UsedImage } from '../../recovery-answers.ts';
import { parseDockerfile } from '../parse-dockerfile.ts';
import type { Dockerfile, StageSource } from '../syntax.ts';
import { type ImageHistory, linesByHistory } from './lines-by-history.ts';
import { baseImage, type LayerNames, linesByProvenance, mainSource } from './lines-by-provenance.ts';
import { type Provenance, type ProvenanceImage, withPrefix } from './provenance.ts';
import { type StageChain, stageChain } from './stage-chain.ts';

/** The image that a Dockerfile is looked for. */
export interface RecoveredImage {
  /** Digests that a statement about the image may name. */
  readonly digests: readonly string[];
  /** `os/architecture[/variant]` */
  readonly platform: string;
  readonly layers: readonly LayerNames[];
  readonly history: ImageHistory;
}

/** A Dockerfile that the builder wrote down. */
export interface RecordedDockerfile {
  readonly text: string;
  readonly filename: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly target: string | null;
  readonly context: ContextHint | null;
  readonly baseImages: readonly UsedImage[];
  readonly lines: LineMap;
  /** What the lowest FROM names. */
  readonly base: StageSource;
  /** The image that the base's layers are from, where the builder noted it. */
  readonly baseImage: ProvenanceImage | null;
  readonly notes: readonly string[];
}

/**
 * @param attributes what the build was asked for, by a record of it; they tell more than provenance, where both do
 */
export function recordedDockerfile(
  provenance: Provenance,
  attributes: ReadonlyMap<string, string>,
  image: RecoveredImage,
): RecordedDockerfile | { readonly why: string } {
  if (provenance.sources.length === 0) {
    return { why: 'its provenance holds no Dockerfile: it was written with less than mode=max' };
  }
  const asked = Object.fromEntries(attributes);
  const buildArgs = { ...provenance.buildArgs, ...withPrefix(asked, 'build-arg:') };
  const target = asked.target || provenance.target || null;
  const read = (source: number) => readSource(provenance, source, buildArgs, target, image);
  const chosen = chooseSource(provenance, image, read);
  const found = read(chosen);
  if ('why' in found) return found;
  const { file, chain } = found;
  const notes: string[] = [];
  let lines = linesByProvenance(provenance, chosen, file, chain, image.layers);
  if ('why' in lines) {
    notes.push(`Lines and layers are brought together by the image’s history, as ${lines.why}.`);
    lines = linesByHistory(file, chain, image.history).map;
  }
  if (provenance.sources.length > 1) {
    notes.push(`The build had ${provenance.sources.length} Dockerfiles; this one builds on the results of the others.`);
  }
  return {
    text: file.text,
    filename: asked.filename || provenance.filename || provenance.sources[chosen]?.filename || 'Dockerfile',
    buildArgs,
    target,
    context: contextOf(provenance, asked),
    baseImages: baseImagesOf(provenance, chosen),
    lines,
    base: chain.base,
    baseImage: baseImage(provenance, image.layers, baseLayers(lines)),
    notes,
  };
}

/** How many layers from the bottom up are of the base. */
export function baseLayers({ layers }: LineMap): number {
  const above = layers.findIndex(({ kind }) => kind !== 'base');
  return above === -1 ? layers.length : above;
}

interface ReadSource {
  readonly file: Dockerfile;
  readonly chain: StageChain;
}

function readSource(
  provenance: Provenance,
  source: number,
  buildArgs: Readonly<Record<string, string>>,
  target: string | null,
  { platform }: RecoveredImage,
): ReadSource | { readonly why: string } {
  const file = parseDockerfile(provenance.sources[source]?.text ?? '');
  const chain = stageChain(file, {
    buildArgs: new Map(Object.entries(buildArgs)),
    targetPlatform: platform,
    ...(target === null ? {} : { target }),
  });
  return 'why' in chain ? { why: `what the builder noted is no Dockerfile: ${chain.why}` } : { file, chain };
}

/** More are not compared with the history. */
const maxCompared = 6;

/** Of several Dockerfiles the one that the image's history ends with. */
function chooseSource(
  provenance: Provenance,
  { layers, history }: RecoveredImage,
  read: (source: number) => ReadSource | { readonly why: string },
): number {
  const main = mainSource(provenance, layers);
  if (provenance.sources.length === 1) return main;
  const agreeing = provenance.sources.slice(0, maxCompared).flatMap((_, source) => {
    const found = read(source);
    if ('why' in found) return [];
    const { map, matched } = linesByHistory(found.file, found.chain, history);
    return map.mismatch === null ? [{ source, matched }] : [];
  });
  const most = Math.max(...agreeing.map(({ matched }) => matched));
  const best = agreeing.filter(({ matched }) => matched === most).map(({ source }) => source);
  return best.includes(main) ? main : (best[0] ?? main);
}

/** An archive that was sent is known by an address that only the build itself could reach. */
const sentContext = /^https?:\/\/(?:buildkit-session\/|build-context-)/;

function contextOf({ contextUrl, vcs }: Provenance, asked: Readonly<Record<string, string>>): ContextHint {
  const url = asked.context || contextUrl;
  if (url) return sentContext.test(url) ? { kind: 'sent' } : { kind: 'remote', url };
  const told = { ...vcs, ...withPrefix(asked, 'vcs:') };
  return {
    kind: 'local',
    folder: null,
    folderInRepository: told['localdir:context'] ?? null,
    repository: told.source ?? null,
    revision: told.revision ?? null,
  };
}

function baseImagesOf({ images, steps }: Provenance, source: number): UsedImage[] {
  const lines = new Map<string, number>();
  for (const { image, places } of steps) {
    const place = places.find((one) => one.source === source);
    if (image !== null && place !== undefined) lines.set(image.name, place.startLine);
  }
  return images.map(({ name, digest }) => ({ name, digest, line: lines.get(name) ?? null }));
}
