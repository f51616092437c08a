/** What Docker reads to know what to leave out of the context, the first that is there. */
export interface IgnoreFileName {
  /** Relative to the folder that holds the Dockerfile, or to the context. */
  readonly beside: 'dockerfile' | 'context';
  readonly name: string;
}

/**
 * @param dockerfile the Dockerfile's own name, without its folder
 * @returns best first. Even an empty file of the Dockerfile's own takes the place of `.dockerignore`.
 */
export function ignoreFileNames(dockerfile: string): readonly IgnoreFileName[] {
  return [
    { beside: 'dockerfile', name: `${dockerfile}.dockerignore` },
    { beside: 'context', name: '.dockerignore' },
  ];
}
