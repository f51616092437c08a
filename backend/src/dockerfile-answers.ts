import type { Boundary, NoDockerfile, RecoveredDockerfile } from './recovery-answers.ts';

/** An image's Dockerfile with what each of its lines cost. Lines count from 1, layers from 0, the base; sizes are bytes. */
export interface DockerfileAnswer {
  readonly dockerfile: RecoveredDockerfile | NoDockerfile;
  readonly boundary: Boundary;
  /** Null where there is no Dockerfile. */
  readonly view: DockerfileView | null;
}

export interface DockerfileView {
  /** Pieces of the text that follow each other without a gap; empty where the text is too long to be coloured. */
  readonly tokens: readonly DockerfileToken[];
  readonly instructions: readonly InstructionReport[];
  readonly stages: readonly StageReport[];
  readonly edges: readonly StageEdgeReport[];
  readonly messages: readonly DockerfileMessage[];
}

export interface DockerfileToken {
  readonly kind: string;
  /** Index into the text's UTF-16 units, and the first one after it. */
  readonly start: number;
  readonly end: number;
}

export interface InstructionReport {
  /** In capital letters: `RUN`. */
  readonly name: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Null in front of the first FROM. */
  readonly stage: number | null;
  /** Layers of the image that it made; for the FROM that the image builds on, those of the base. */
  readonly layers: readonly number[];
  /** Null where it made no layer of the image. */
  readonly bytes: LineBytes | null;
  /** Findings with bytes in its layers, largest first. */
  readonly findings: readonly LineFinding[];
}

export interface LineBytes {
  readonly stored: number;
  readonly live: number;
  readonly reclaimable: number;
  /** Whether they came with the base image. */
  readonly inherited: boolean;
}

export interface LineFinding {
  readonly id: string;
  readonly title: string;
  /** In the layers of this line, live and reclaimable. */
  readonly bytes: number;
}

export interface StageReport {
  readonly index: number;
  readonly name: string | null;
  /** What FROM names: an image, `scratch`, another stage's name or number, or why that is not known. */
  readonly base: { readonly kind: 'image' | 'stage' | 'scratch' | 'unknown'; readonly text: string };
  readonly platform: string | null;
  readonly startLine: number;
  readonly endLine: number;
  /** The stage that the image is. */
  readonly isResult: boolean;
  /** Whether the result needs it. */
  readonly isUsed: boolean;
}

/** A stage takes files from another one, or from an image. */
export interface StageEdgeReport {
  readonly kind: 'base' | 'copy' | 'mount';
  /** The stage that takes. */
  readonly stage: number;
  readonly from: { readonly stage: number } | { readonly image: string };
  readonly line: number;
  /** What is taken, as written; empty for bases and mounts. */
  readonly paths: readonly string[];
}

/** Something to know about lines of the Dockerfile: what BuildKit refuses, or a check that it does not hold. */
export interface DockerfileMessage {
  readonly severity: 'error' | 'warning' | 'info';
  /** `buildkit` or `hadolint` with the check's known ID; `parser` for what cannot be read. */
  readonly tool: 'parser' | 'buildkit' | 'hadolint';
  readonly id: string | null;
  readonly startLine: number;
  readonly endLine: number;
  readonly message: string;
  readonly hint: string | null;
  /** Where the check is explained. */
  readonly url: string | null;
  /** Stored bytes of the layers that those lines made; null where they made none. */
  readonly bytes: number | null;
}
