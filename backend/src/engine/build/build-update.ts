/** What BuildKit tells of a build while it goes on, whichever way it comes: pieces of news, to be put together. */
export interface BuildUpdate {
  readonly vertexes: readonly VertexUpdate[];
  readonly logs: readonly VertexLog[];
}

/** A step, as far as it has come; told again with each change. */
export interface VertexUpdate {
  readonly digest: string;
  readonly name: string;
  readonly cached: boolean;
  /** Milliseconds since 1970. */
  readonly started: number | null;
  readonly completed: number | null;
  /** Empty where it did not fail. */
  readonly error: string;
}

/** A piece of what a step printed, cut anywhere. */
export interface VertexLog {
  readonly vertex: string;
  readonly bytes: Uint8Array;
}
