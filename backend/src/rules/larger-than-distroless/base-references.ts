import type { Entrypoint, Facts } from '../../inspection-answers.ts';

/** What the last stage runs, as the images of distroless are told apart. */
export type DistrolessRuntime = 'node' | 'python' | 'java' | 'binary';

/** Versions of languages that distroless has on Debian 13. */
const nodeMajors: ReadonlySet<string> = new Set(['22', '24', '26']);
const javaMajors: ReadonlySet<string> = new Set(['17', '21', '25']);
const pythonVersion = '3.13';

export const staticBase = 'gcr.io/distroless/static-debian13';
/** For programs with libraries, the smallest first. */
export const nativeBases: readonly string[] = ['base-nossl', 'base', 'cc'].map(
  (name) => `gcr.io/distroless/${name}-debian13`,
);

/** The runtime that an entrypoint ends in; null for one that distroless does not have. */
export function distrolessRuntime({ runtime }: Entrypoint): DistrolessRuntime | null {
  switch (runtime) {
    case 'node':
    case 'python':
    case 'binary':
      return runtime;
    case 'java-jdk':
    case 'java-jre':
      return 'java';
    default:
      return null;
  }
}

/** The image that has a language in that version, or a sentence why there is none. */
export function languageBase(
  runtime: Exclude<DistrolessRuntime, 'binary'>,
  version: string | null,
): string | { readonly why: string } {
  const [major = '', minor = ''] = (version ?? '').split('.');
  switch (runtime) {
    case 'node':
      if (nodeMajors.has(major)) return `gcr.io/distroless/nodejs${major}-debian13`;
      return { why: `distroless has Node.js ${[...nodeMajors].join(', ')}, and it runs ${version ?? 'one not known'}` };
    case 'python':
      if (`${major}.${minor}` === pythonVersion) return 'gcr.io/distroless/python3-debian13';
      return { why: `distroless has Python ${pythonVersion}, and it runs ${version ?? 'one not known'}` };
    case 'java':
      if (javaMajors.has(major)) return `gcr.io/distroless/java${major}-debian13`;
      return { why: `distroless has Java ${[...javaMajors].join(', ')}, and it runs ${version ?? 'one not known'}` };
  }
}

/** The version of the runtime that an entrypoint ends in. */
export function runtimeVersion({ runtimes }: Pick<Facts, 'runtimes'>, { runtime, program }: Entrypoint): string | null {
  const known = (runtimes.state === 'known' ? runtimes.value : []).filter(({ kind }) => kind === runtime);
  const own = known.find(({ path }) => program !== null && (path === program || program.startsWith(`${path}/`)));
  return (own ?? known[0])?.version ?? null;
}

/** All images of distroless that what an image runs may fit on. */
export function distrolessReferences({ facts }: { readonly facts: Facts }): string[] {
  const entrypoint = facts.entrypoint.state === 'known' ? facts.entrypoint.value : null;
  const runtime = entrypoint === null ? null : distrolessRuntime(entrypoint);
  if (entrypoint === null || runtime === null) return [];
  const plain = [staticBase, ...nativeBases];
  if (runtime === 'binary') return plain;
  const base = languageBase(runtime, runtimeVersion(facts, entrypoint));
  // A runtime that the image brings along itself runs on the plain ones.
  return typeof base === 'string' ? [base, ...plain] : plain;
}
