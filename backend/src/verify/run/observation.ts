import type { ContainerFile } from '../../engine/container-files.ts';
import type { Printed } from '../../engine/container-output.ts';
import type { ChangedPath, RunningProcess } from '../../engine/containers.ts';
import type { HttpRequest } from './settings.ts';

/** What was seen of one container from outside. All three are looked at at the same moments, so that they compare. */
export interface Observation {
  /** What the engine said where it could not start it. */
  readonly startError: string | null;
  /** How it ended by itself; null where it ran to the end of the observation. */
  readonly ended: Ended | null;
  /** False where the time to start was over before it listened as it is said to: what it printed is cut in the midst. */
  readonly settled: boolean;
  /** Listened to in the end; null where they could not be seen. */
  readonly ports: readonly number[] | null;
  readonly answers: readonly Answer[];
  /** Of the test command; null where there was none, or nothing to run it in. */
  readonly command: (Printed & { readonly exitCode: number }) | null;
  readonly printed: Printed;
  readonly health: string | null;
  /** Null where the engine took too long to tell. */
  readonly changes: readonly ChangedPath[] | null;
  /** Those that were there both times that it was asked; null where they could not be seen. */
  readonly processes: readonly RunningProcess[] | null;
  /** By number where the number is known; null where nothing tells. */
  readonly user: string | null;
  /** Null for a path that is not there. */
  readonly files: ReadonlyMap<string, readonly ContainerFile[] | null>;
  readonly run: RunOfItsOwn;
}

/** The original, the original once more, and the variant. */
export type Three = readonly [original: Observation, again: Observation, variant: Observation];

export interface Ended {
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** Whether it had started before: it listened, or was seen to be running for long. */
  readonly afterStart: boolean;
}

/** What one run alone has, so that it is in its answers and in nobody else's. */
export interface RunOfItsOwn {
  /** Its hostname, ID, addresses. */
  readonly names: readonly string[];
  /** Of what it runs: the ID that the build got anew; null where it has none. */
  readonly buildId: string | null;
  /** Milliseconds since 1970, by the clock of the engine's machine as far as it is known. */
  readonly from: number;
  readonly to: number;
}

export interface Answer {
  /** Asked twice: once it has started, and again in the end. */
  readonly round: 'first' | 'last';
  readonly port: number;
  readonly request: HttpRequest;
  readonly reply: Reply;
}

export type Reply =
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly headers: readonly (readonly [string, string])[];
      /** At most so much as is compared. */
      readonly body: Uint8Array;
      /** Of the whole body, as far as it was read. */
      readonly sha256: string;
      readonly bytes: number;
    }
  /** Something else than HTTP: the first bytes that it sent. */
  | { readonly kind: 'other'; readonly bytes: Uint8Array }
  /** Nothing came, or the connection was refused or broken off. */
  | { readonly kind: 'none'; readonly why: string };
