/** The Dockerfile that made an image and its base, as they cross the service's door. Sizes are bytes. */

/** Where a Dockerfile was had from, best first. */
export const dockerfileSources = [
  'file',
  'build-history',
  'attestation',
  'engine-attestations',
  'reconstruction',
] as const;
export type DockerfileSource = (typeof dockerfileSources)[number];

/**
 * `exact`: the builder wrote this text down with this very image. `agrees`: the image's history agrees with every line.
 * `differs`: it does not, see `lines.mismatch`. `unproven`: there is too little history to tell. `reconstructed`: made
 * from the image's history.
 */
export type DockerfileExactness = 'exact' | 'agrees' | 'differs' | 'unproven' | 'reconstructed';

export interface RecoveredDockerfile {
  readonly state: 'recovered';
  readonly source: DockerfileSource;
  readonly exactness: DockerfileExactness;
  /** Bytes that are no UTF-8 are lone surrogates U+DC80–U+DCFF (PEP 383). */
  readonly text: string;
  readonly filename: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** The stage that was asked for; null for the last one. */
  readonly target: string | null;
  readonly context: ContextHint | null;
  readonly baseImages: readonly UsedImage[];
  /** BuildKit's record of the build, where it is from there. */
  readonly build: RecordedBuildReport | null;
  readonly lines: LineMap;
  /** What is lost or not sure, for people. */
  readonly notes: readonly string[];
  readonly rejected: readonly RejectedSource[];
}

export interface NoDockerfile {
  readonly state: 'none';
  readonly why: string;
  readonly rejected: readonly RejectedSource[];
}

/** A better source and why the Dockerfile is not from there. */
export interface RejectedSource {
  readonly source: DockerfileSource;
  readonly why: string;
}

/** What is known of the folder that the image was built from: to be offered, never to be used without asking. */
export type ContextHint =
  | {
      readonly kind: 'local';
      /** The folder on the machine that built, where the docker CLI's own notes tell it. */
      readonly folder: string | null;
      /** Relative to the root of the repository. */
      readonly folderInRepository: string | null;
      readonly repository: string | null;
      readonly revision: string | null;
    }
  /** A git repository or an archive on the web. */
  | { readonly kind: 'remote'; readonly url: string }
  /** An archive that was sent to the engine; it is not kept. */
  | { readonly kind: 'sent' };

export interface UsedImage {
  /** As people write it: `debian:13-slim`. */
  readonly name: string;
  /** Of index or manifest; with graph drivers that of its layer chain. */
  readonly digest: string | null;
  /** Line of the FROM that names it; null where no stage is based on it. */
  readonly line: number | null;
}

export interface RecordedBuildReport {
  /** `docker buildx history inspect REF` takes it. */
  readonly ref: string;
  /** ISO 8601 */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** Which instruction made which layer. Lines count from 1, layers from 0, the base. */
export interface LineMap {
  /** `provenance`: as the builder noted it. `history`: text compared with text. */
  readonly how: 'provenance' | 'history' | 'none';
  readonly instructions: readonly {
    /** Its place among all instructions of the Dockerfile, from 0. */
    readonly index: number;
    readonly startLine: number;
    readonly endLine: number;
    readonly layers: readonly number[];
  }[];
  /** One for each layer of the image. */
  readonly layers: readonly LayerOrigin[];
  /** From where on the Dockerfile and the image's history tell different things; null where they agree. */
  readonly mismatch: { readonly fromLine: number; readonly toLine: number; readonly why: string } | null;
}

export type LayerOrigin =
  | { readonly kind: 'instruction'; readonly instruction: number; readonly startLine: number; readonly endLine: number }
  /** Of the image that the Dockerfile builds on. */
  | { readonly kind: 'base' }
  /** Made by another Dockerfile of the same build, whose result this one builds on. */
  | { readonly kind: 'other-dockerfile'; readonly filename: string; readonly startLine: number }
  | { readonly kind: 'unknown'; readonly why: string };

/** Which layers came with the base image, so that the others are the image's own. */
export type Boundary =
  | {
      readonly state: 'known';
      /** So many layers from the bottom up; 0 where the image is built from scratch. */
      readonly layers: number;
      /** `scratch` for none; null where the base has no name here. */
      readonly name: string | null;
      readonly digest: string | null;
      readonly how: BoundaryEvidence;
      readonly confidence: 'certain' | 'likely' | 'possible';
      readonly why: string;
      readonly alternatives: readonly BaseCandidate[];
    }
  | { readonly state: 'unknown'; readonly why: string; readonly alternatives: readonly BaseCandidate[] };

/**
 * `provenance`: the builder noted it. `label`: `org.opencontainers.image.base.*` and a local image agree. `local-image`:
 * the layers of a local image are the beginning. `dockerfile`: what no line of the Dockerfile made. `history`: times only.
 */
export type BoundaryEvidence = 'provenance' | 'label' | 'local-image' | 'dockerfile' | 'history';

export interface BaseCandidate {
  readonly name: string | null;
  readonly digest: string | null;
  readonly layers: number;
  readonly how: BoundaryEvidence;
}

export interface RecoveryAnswer {
  readonly dockerfile: RecoveredDockerfile | NoDockerfile;
  readonly boundary: Boundary;
}
