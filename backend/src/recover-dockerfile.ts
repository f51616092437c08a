import { findBoundary } from './base/boundary.ts';
import { historyKey } from './base/history-keys.ts';
import { beginsWith } from './base/local-bases.ts';
import type { GivenFile } from './dockerfile/recover/given.ts';
import type { HistoryLine } from './dockerfile/recover/history-line.ts';
import { layerLines } from './dockerfile/recover/lines-by-history.ts';
import type { RecoveredImage } from './dockerfile/recover/recorded.ts';
import { type Written, writtenDockerfile } from './dockerfile/recover/recover.ts';
import { dockerfileFromHistory } from './dockerfile/recover/recover-from-history.ts';
import type { OpenArchive } from './engine/archives/open-archive.ts';
import { engineImageProvenance, type FoundAttestations, toldProvenance } from './engine/attestations.ts';
import { findBuilds } from './engine/build-history.ts';
import { notedContext } from './engine/buildx-notes.ts';
import type { EngineClient } from './engine/client.ts';
import type { DescribedImage } from './engine/described-image.ts';
import { engineLines, historyLines } from './engine/history-lines.ts';
import { readable } from './engine/images.ts';
import type { LocalImage, LocalImages } from './engine/local-images.ts';
import { isPlatform } from './engine/platform.ts';
import { Failure } from './failure.ts';
import type { Boundary, ContextHint, RecoveredDockerfile, RecoveryAnswer } from './recovery-answers.ts';

export interface RecoverParts {
  readonly image: DescribedImage;
  /** The engine that has the image; for an archive null. */
  readonly engine: EngineClient | null;
  /** The archive that has it; for an image of the engine null. */
  readonly archive: Pick<OpenArchive, 'provenance'> | null;
  /** Images that the base may be among: those of the engine, also for an archive. Null where there is no engine. */
  readonly locals: { readonly images: LocalImages; readonly client: EngineClient } | null;
  /** A file that a person handed over. */
  readonly file: GivenFile | null;
  /** Where the docker CLI on this machine keeps its notes of builds; null where there is none. See `buildxFolder`. */
  readonly buildxFolder: string | null;
}

/**
 * The Dockerfile that made an image from the best source there is, its lines and the image's layers, and which layers
 * came with the base.
 * @throws Failure the failures of the connection, `image-not-found`, `cancelled`; what cannot be read is told instead
 */
export async function recoverDockerfile(parts: RecoverParts, signal: AbortSignal): Promise<RecoveryAnswer> {
  const { image, engine, file } = parts;
  const [builds, attached, lines] = await Promise.all([
    engine === null ? noHistory : toldInstead(() => findBuilds(engine.address, image, signal)),
    toldInstead(() => attachedProvenance(parts, signal)),
    historyLines(image, engine, signal),
  ]);
  const told = await provenanceToldBy(engine, image, attached, signal);
  const recovered = imageOf(image, lines);
  const evidence = { image: recovered, builds, attached, told };
  const recorded = writtenDockerfile({ ...evidence, file: null, named: [] });
  // Listing all images takes an engine longer than all else here: only where the builder did not note the base.
  const locals = recorded.noted === null || file !== null ? await basesFor(parts, signal) : null;
  const written = file === null ? recorded : writtenDockerfile({ ...evidence, file, named: locals ?? [] });
  const boundary = boundaryOf(image, recovered, locals, written);
  const dockerfile = written.dockerfile ?? (await fromHistory(parts, recovered, boundary, locals, written, signal));
  if (dockerfile.state === 'none') return { dockerfile, boundary };
  return { dockerfile: await withNotedContext(dockerfile, parts.buildxFolder), boundary };
}

const noHistory = { why: 'archives hold no build history' };
const noEngine = { why: 'there is no engine to ask' };

/** One source that cannot be read must not take the others away. */
async function toldInstead<T>(read: () => Promise<T>): Promise<T | { readonly why: string }> {
  try {
    return await read();
  } catch (error) {
    const ofSource = [
      'archive-damaged',
      'blob-missing',
      'digest-mismatch',
      'engine-error',
      'limit-exceeded',
      'not-supported',
    ];
    if (error instanceof Failure && ofSource.includes(error.code)) return { why: error.message };
    throw error;
  }
}

async function attachedProvenance(
  { image, engine, archive }: RecoverParts,
  signal: AbortSignal,
): Promise<FoundAttestations> {
  if (archive !== null) return archive.provenance(image, signal);
  return engine === null ? noEngine : engineImageProvenance(engine.address, image, signal);
}

/** The engine tells what is attached: it is asked only where that could not be read. */
async function provenanceToldBy(
  engine: EngineClient | null,
  image: DescribedImage,
  attached: FoundAttestations,
  signal: AbortSignal,
): Promise<FoundAttestations> {
  if (engine === null) return noEngine;
  return 'why' in attached
    ? await toldProvenance(engine, image, signal)
    : { why: 'the engine tells of what is attached to the image, and that was read' };
}

async function basesFor({ image, locals }: RecoverParts, signal: AbortSignal): Promise<LocalImage[] | null> {
  if (locals === null) return null;
  const images = await locals.images.list(locals.client, signal);
  const diffIds = image.layers.map(({ diffId }) => diffId);
  const ofPlatform = images.filter(
    ({ platform }) => isPlatform(image.platform, platform) || isPlatform(platform, image.platform),
  );
  const below = ofPlatform.filter((local) => local.history === null && beginsWith({ diffIds }, local));
  const histories = await locals.images.histories(below.slice(0, maxHistories), locals.client, signal);
  return ofPlatform.map((local) => ({ ...local, history: local.history ?? histories.get(local.id) ?? null }));
}

/** Images that may be the base and whose history the engine is asked for, one by one. */
const maxHistories = 20;

function imageOf(image: DescribedImage, lines: readonly HistoryLine[]): RecoveredImage {
  const { id, manifest, platform, config, layers } = image;
  return {
    digests: manifest === null ? [id] : [id, manifest],
    platform,
    layers: layers.map(({ diffId, bytes }) => ({ diffId, digest: bytes?.digest ?? null })),
    history: {
      lines,
      ofLayers: layers.map(({ createdBy }) => createdBy),
      shell: config.config?.Shell?.join(' ') ?? defaultShell,
    },
  };
}

const defaultShell = '/bin/sh -c';

function boundaryOf(
  { id, reference, config, annotations }: DescribedImage,
  { layers, history }: RecoveredImage,
  locals: readonly LocalImage[] | null,
  { noted, agreed, used }: Written,
): Boundary {
  return findBoundary({
    image: {
      id,
      references: [
        ...(reference === null ? [] : [reference]),
        ...(locals?.find((one) => one.id === id)?.references ?? []),
      ],
      diffIds: layers.map(({ diffId }) => diffId),
      history: history.lines.map(({ createdBy }) => historyKey(createdBy)),
      created: config.created ?? null,
      labels: { ...config.config?.Labels, ...annotations },
      times: layerLines(history).flatMap(({ layer, created }) => (layer === null ? [] : [{ layer, created }])),
    },
    locals,
    noted,
    agreed,
    used,
  });
}

async function fromHistory(
  { image, locals: engine }: RecoverParts,
  recoveredImage: RecoveredImage,
  boundary: Boundary,
  locals: readonly LocalImage[] | null,
  { rejected }: Written,
  signal: AbortSignal,
): Promise<RecoveryAnswer['dockerfile']> {
  const { Env, Labels, Shell, OnBuild } = image.config.config ?? {};
  const base = boundary.state === 'known' ? boundary : null;
  const baseImage = locals?.find(
    ({ digests, diffIds }) => diffIds.length === base?.layers && digests.includes(base?.digest ?? ''),
  );
  const baseHistory = baseImage && engine ? await historyOf(baseImage, engine.client, signal) : null;
  const found = dockerfileFromHistory({
    image: recoveredImage,
    config: { env: Env ?? [], labels: Labels ?? {}, shell: Shell ?? null, onbuild: OnBuild ?? [] },
    base,
    baseHistory,
    rejected,
  });
  if (!('why' in found)) return found;
  const why = `no Dockerfile is written down anywhere, and ${found.why}`;
  return { state: 'none', why, rejected: [...rejected, { source: 'reconstruction', why: found.why }] };
}

/** @returns null where the image is gone by now */
async function historyOf(
  { id, diffIds }: LocalImage,
  client: EngineClient,
  signal: AbortSignal,
): Promise<HistoryLine[] | null> {
  return readable(() => engineLines(client, id, diffIds.length, signal));
}

async function withNotedContext(dockerfile: RecoveredDockerfile, folder: string | null): Promise<RecoveredDockerfile> {
  const { build, context } = dockerfile;
  if (folder === null || build === null || context?.kind !== 'local') return dockerfile;
  const noted: ContextHint = { ...context, folder: await notedContext(folder, build.ref) };
  return { ...dockerfile, context: noted };
}
