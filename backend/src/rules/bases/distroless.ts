import type { WantedRuntime } from './runtime-base.ts';

/** Versions of languages that distroless has; they come and go with upstream's. */
const languages = { node: ['22', '24', '26'], java: ['17', '21', '25'], python: ['3.13'] } as const;
const system = 'debian13';

/**
 * The images of distroless that may have what a runtime needs, the smallest first: none of them has a shell or a package
 * manager. Which one fits is told by the libraries that its programs need.
 * @param nonroot whether containers run as somebody else than root: its images `:nonroot` have user 65532
 */
export function distrolessFor(
  { runtime, version, libc }: Pick<WantedRuntime, 'runtime' | 'version' | 'libc'>,
  { nonroot }: { readonly nonroot: boolean },
): string[] {
  const of = (name: string) => `gcr.io/distroless/${name}-${system}${nonroot ? ':nonroot' : ''}`;
  const [major = '', minor = ''] = (version ?? '').split('.');
  switch (runtime) {
    case 'node':
      return libc !== 'musl' && includes(languages.node, major) ? [of(`nodejs${major}`)] : [];
    case 'python':
      return libc !== 'musl' && includes(languages.python, `${major}.${minor}`) ? [of('python3')] : [];
    case 'java-jre':
      return includes(languages.java, major) ? [of(`java${major}`)] : [];
    case 'binary':
      // Whatever the image's C library is, a program may be static.
      return libc === 'musl' ? [of('static')] : ['static', 'base-nossl', 'base', 'cc'].map(of);
    default:
      return [];
  }
}

function includes(versions: readonly string[], version: string): boolean {
  return versions.includes(version);
}
