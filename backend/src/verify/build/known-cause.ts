export interface LikelyCause {
  /** One or two sentences. */
  readonly words: string;
  /**
   * Where to look for what would mend it: at the line alone, or also at what its stage is built on. What lies elsewhere,
   * in the machine or the network, no edit mends.
   */
  readonly lies: 'in-line' | 'in-base' | 'elsewhere';
}

/** A kind of failure, and how it is known. */
export interface Known {
  readonly pattern: RegExp;
  readonly lies: LikelyCause['lies'];
  /** Gets the match, and its first group that is there. */
  readonly words: (match: RegExpExecArray, named: string) => string;
}
