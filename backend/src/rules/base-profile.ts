import type { Predicted } from '../rewrite-answers.ts';

/** What is known of an image that a stage may be built on. What is not known is null: neither yes nor no. */
export interface BaseProfile {
  /** As FROM has it. */
  readonly reference: string;
  /** `local`: the engine has it, and it was looked into. `catalog`: what is written down of it in this program. */
  readonly from: 'local' | 'catalog';
  /** A local one's are exact. */
  readonly stored: Predicted;
  readonly compressed: Predicted | null;
  /** `debian` `13`; null where it has none, or it is not known. */
  readonly system: { readonly id: string; readonly version: string | null } | null;
  readonly libc: 'glibc' | 'musl' | 'none' | null;
  /** Of the system's package manager: `dpkg`, `apk`, `rpm`; null for none. */
  readonly manager: 'dpkg' | 'apk' | 'rpm' | null;
  readonly hasPackage: (name: string) => boolean | null;
  /** Whether there is something at an absolute path, symlinks followed. */
  readonly hasPath: (path: string) => boolean | null;
  /** Whether the loader finds a library of that name: `libssl.so.3`. */
  readonly hasLibrary: (name: string) => boolean | null;
  /** The newest version of a family of symbols that its libraries have: `GLIBC` → `2.41`; null where it is not known. */
  readonly symbols: (family: string) => string | null;
  /** What it sets, as an image's configuration has it; null where it is not known. */
  readonly config: {
    readonly user: string;
    readonly workingDir: string;
    readonly entrypoint: readonly string[];
    readonly cmd: readonly string[];
    readonly env: readonly string[];
    /** Instructions that run in each image built on it. */
    readonly onbuild: readonly string[];
  } | null;
  /** For what a variant removes: names of packages, setuid files, shells. */
  readonly exposure: {
    readonly packages: ReadonlySet<string>;
    readonly setuidFiles: readonly string[];
    readonly shells: readonly string[];
  } | null;
}

/** The bases that rules may choose from; null for one of which nothing is known. */
export type BaseShelf = (reference: string) => BaseProfile | null;
