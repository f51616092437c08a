import type { DockerfileSource, RecoveredDockerfile, RejectedSource, UsedImage } from '../../recovery-answers.ts';
import type { NamedImage } from './foreign-layers.ts';
import { type GivenFile, readGivenFile } from './given.ts';
import { readProvenance } from './provenance.ts';
import { baseLayers, type RecordedDockerfile, type RecoveredImage, recordedDockerfile } from './recorded.ts';

/** A build of this very image, as the engine remembers it. */
export interface BuildEvidence {
  readonly ref: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number | null;
  readonly completedAt: number | null;
  readonly attributes: ReadonlyMap<string, string>;
  readonly provenance: Uint8Array | null;
}

type Looked<T> = readonly T[] | { readonly why: string };

export interface RecoverEvidence {
  readonly image: RecoveredImage;
  /** Null where nobody handed one over. */
  readonly file: GivenFile | null;
  /** The newest first. */
  readonly builds: Looked<BuildEvidence>;
  /** Statements in the image's own index. */
  readonly attached: Looked<{ readonly statement: Uint8Array }>;
  /** Statements that the engine tells of. */
  readonly told: Looked<{ readonly statement: Uint8Array }>;
  /** Images by their names, as far as they are at hand. */
  readonly named: readonly NamedImage[];
}

/** What is written down somewhere of an image's making. */
export interface Written {
  readonly dockerfile: RecoveredDockerfile | null;
  /** Why the Dockerfile is not from a better source, or from none of them. */
  readonly rejected: readonly RejectedSource[];
  /** The base as the builder noted it. */
  readonly noted: NotedBase | null;
  /** The base by a Dockerfile that the image's history agrees with. */
  readonly agreed: NotedBase | null;
  /** Images that the build took, by whatever provenance tells of it. */
  readonly used: readonly UsedImage[];
}

export interface NotedBase {
  readonly layers: number;
  readonly name: string | null;
  readonly digest: string | null;
}

interface Found {
  readonly source: DockerfileSource;
  readonly recorded: RecordedDockerfile;
  readonly build: BuildEvidence | null;
  readonly notes: readonly string[];
}

/** The best Dockerfile that is written down: by a person, in the build history, or in an attestation. */
export function writtenDockerfile(evidence: RecoverEvidence): Written {
  const rejected: RejectedSource[] = [];
  const used: UsedImage[] = [];
  const looks = [
    () => fromBuilds(evidence, used),
    () => fromStatements('attestation', evidence.attached, evidence.image, used),
    () => fromStatements('engine-attestations', evidence.told, evidence.image, used),
  ];
  let found: Found | null = null;
  for (const look of looks) {
    const looked = look();
    if (!('why' in looked)) {
      found = looked;
      break;
    }
    rejected.push(looked);
  }
  const { file } = evidence;
  const noted = found?.recorded.lines.how === 'provenance' ? baseOf(found.recorded) : null;
  if (file === null) {
    const noFile: RejectedSource = { source: 'file', why: 'none was handed over' };
    const dockerfile = found === null ? null : recovered(found, [noFile, ...rejected]);
    return { dockerfile, rejected: [noFile, ...rejected], noted, agreed: agreedBase(found?.recorded ?? null), used };
  }
  const given = givenDockerfile(file, found, evidence);
  return { ...given, rejected: [], noted, used };
}

function fromBuilds({ builds, image }: RecoverEvidence, used: UsedImage[]): Found | RejectedSource {
  const source = 'build-history';
  if ('why' in builds) return { source, why: builds.why };
  const whys: string[] = [];
  const found = builds.flatMap((build) => {
    const recorded = fromProvenance(build.provenance, build.attributes, image, used);
    if ('why' in recorded) whys.push(recorded.why);
    return 'why' in recorded ? [] : [{ recorded, build }];
  });
  const [newest] = found;
  if (newest === undefined) return { source, why: whys[0] ?? 'no build is recorded' };
  const texts = new Set(found.map(({ recorded }) => recorded.text));
  const notes =
    texts.size > 1
      ? [`${found.length} builds made this very image from different Dockerfiles; this is the newest.`]
      : [];
  return { source, ...newest, notes };
}

function fromStatements(
  source: DockerfileSource,
  statements: RecoverEvidence['attached'],
  image: RecoveredImage,
  used: UsedImage[],
): Found | RejectedSource {
  if ('why' in statements) return { source, why: statements.why };
  let why = 'it is empty';
  for (const { statement } of statements) {
    const recorded = fromProvenance(statement, new Map(), image, used);
    if (!('why' in recorded)) return { source, recorded, build: null, notes: [] };
    why = recorded.why;
  }
  return { source, why };
}

function fromProvenance(
  document: Uint8Array | null,
  attributes: ReadonlyMap<string, string>,
  image: RecoveredImage,
  used: UsedImage[],
): RecordedDockerfile | { readonly why: string } {
  if (document === null) return { why: 'the record of the build holds no provenance' };
  const read = readProvenance(document, image.digests);
  if ('why' in read) return read;
  if (used.length === 0) used.push(...read.value.images.map((one) => ({ ...one, line: null })));
  return recordedDockerfile(read.value, attributes, image);
}

function recovered(
  { source, recorded, build, notes }: Found,
  rejected: readonly RejectedSource[],
): RecoveredDockerfile {
  const { text, filename, buildArgs, target, context, baseImages, lines } = recorded;
  return {
    state: 'recovered',
    source,
    exactness: 'exact',
    text,
    filename,
    buildArgs,
    target,
    context,
    baseImages,
    build:
      build === null ? null : { ref: build.ref, startedAt: iso(build.createdAt), finishedAt: iso(build.completedAt) },
    lines,
    notes: [...notes, ...recorded.notes],
    rejected,
  };
}

function givenDockerfile(
  file: GivenFile,
  found: Found | null,
  { image, named }: RecoverEvidence,
): { readonly dockerfile: RecoveredDockerfile; readonly agreed: NotedBase | null } {
  const { text, filename } = file;
  if (found !== null && found.recorded.text === text) {
    const dockerfile = recovered(found, []);
    return { dockerfile: { ...dockerfile, source: 'file', filename }, agreed: agreedBase(found.recorded) };
  }
  const { lines, exactness, base, notes } = readGivenFile(file, image, named);
  const dockerfile: RecoveredDockerfile = {
    state: 'recovered',
    source: 'file',
    exactness,
    text,
    filename,
    buildArgs: file.buildArgs,
    target: file.target,
    context: found?.recorded.context ?? null,
    baseImages: found?.recorded.baseImages.map((one) => ({ ...one, line: null })) ?? [],
    build: null,
    lines,
    notes:
      found === null ? notes : [...notes, `The builder noted another Dockerfile for this image (${found.source}).`],
    rejected: [],
  };
  const agreed =
    exactness === 'agrees' && base !== null ? baseOf({ lines, base, baseImage: null, baseImages: [] }) : null;
  return { dockerfile, agreed };
}

function agreedBase(recorded: RecordedDockerfile | null): NotedBase | null {
  return recorded?.lines.how === 'history' && recorded.lines.mismatch === null ? baseOf(recorded) : null;
}

function baseOf({
  lines,
  base,
  baseImage,
  baseImages,
}: Pick<RecordedDockerfile, 'lines' | 'base' | 'baseImage' | 'baseImages'>): NotedBase | null {
  const layers = baseLayers(lines);
  if (lines.layers[layers]?.kind === 'unknown') return null;
  if (base.kind === 'scratch') return { layers, name: 'scratch', digest: null };
  if (base.kind !== 'image' || layers === 0) return { layers, name: null, digest: null };
  const name = baseImage?.name ?? base.reference.text;
  const used = baseImages.find((one) => one.name === name);
  return { layers, name, digest: baseImage?.digest ?? used?.digest ?? base.reference.digest };
}

function iso(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
