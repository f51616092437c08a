import type { KnownCall, KnownName } from './known-names.ts';

/** What an ELF file tells of itself. The parts are told apart, as a file may be damaged in one of them only. */

/** A part of a file that was read, or the reason why it could not be. */
export type Part<T> =
  | { readonly state: 'known'; readonly value: T }
  | { readonly state: 'unknown'; readonly why: string };

export const elfKinds = [
  'executable',
  'position-independent-executable',
  'shared-library',
  /** `.o`, and the members of static libraries. */
  'object',
  'kernel-module',
  /** The debug information of another file, split off by `objcopy --only-keep-debug`. */
  'debug-information',
  'core-dump',
  'other',
] as const;
export type ElfKind = (typeof elfKinds)[number];

export interface ElfFile {
  readonly bits: 32 | 64;
  readonly bigEndian: boolean;
  /** As `uname -m` writes it, where it has a name there: `x86_64`, `aarch64`. */
  readonly machine: string;
  readonly kind: ElfKind;
  /** Path of the loader that the kernel starts; null where it names none. */
  readonly interpreter: Part<string | null>;
  /** Null where the file has no dynamic section: it is static, or not to be loaded at all. */
  readonly dynamic: Part<Dynamic | null>;
  /** Hexadecimal. */
  readonly buildId: string | null;
  /** Libraries that it says it may load by itself later on, where it can do without them. */
  readonly mayLoad: readonly string[];
  /** Null where the file has no section table. */
  readonly sections: Part<Sections | null>;
  /** Null where nothing says that it is a Go program. */
  readonly go: Part<GoBuild> | null;
  /** Null where nothing says that Rust is in it. */
  readonly rust: RustBuild | null;
  /** What of the system a program names: see `known-names.ts`. Null where it was not looked for. */
  readonly names: Part<readonly KnownName[]> | null;
  /** The packer that the program unpacks itself with: what is packed cannot be read. */
  readonly packer: 'upx' | null;
}

/** What the loader is told (System V gABI, chapter 5; the GNU symbol versioning of the LSB). */
export interface Dynamic {
  readonly soname: string | null;
  readonly needed: readonly string[];
  readonly rpath: string | null;
  readonly runpath: string | null;
  /** DF_1_PIE: the linker made it a program. */
  readonly pie: boolean;
  /** DF_1_NODEFLIB: it is not to be looked for in the default folders. */
  readonly noDefaultFolders: boolean;
  /** Functions of C that it asks others for, or has for others: see `known-names.ts`. */
  readonly calls: Part<readonly KnownCall[]>;
  /** By library: the versions of symbols that must be there, in the file's order. */
  readonly versionsNeeded: Part<readonly { readonly library: string; readonly versions: readonly string[] }[]>;
  /** The versions of symbols that it has for others. */
  readonly versionsDefined: Part<readonly string[]>;
}

export interface Sections {
  readonly count: number;
  /** Whether the table of all symbols is gone. */
  readonly stripped: boolean;
  /** Sections that only a debugger reads, `.symtab` and `.strtab` among them; none that is loaded. */
  readonly debug: readonly { readonly name: string; readonly bytes: number }[];
  /** Bytes of those that are compressed in the file. */
  readonly compressedDebugBytes: number;
  /** The file that has the debug information, from `.gnu_debuglink`. */
  readonly debugLink: string | null;
  /** What compilers and linkers left in `.comment`. */
  readonly comments: readonly string[];
}

export interface GoModule {
  readonly path: string;
  readonly version: string;
  readonly replacedBy: { readonly path: string; readonly version: string } | null;
}

/** What `go version -m` prints. */
export interface GoBuild {
  /** `go1.26.0` */
  readonly version: string;
  /** Import path of the main package. */
  readonly path: string | null;
  readonly main: GoModule | null;
  readonly modules: readonly GoModule[];
  /** `CGO_ENABLED`, `-ldflags`, `vcs.revision`… of Go 1.18 and newer. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
}

export interface RustCrate {
  readonly name: string;
  readonly version: string;
  /** `crates.io`, `git`, `local`, `registry`. */
  readonly source: string;
  /** Whether it was only needed to build. */
  readonly build: boolean;
  readonly root: boolean;
  /** Places in the list. */
  readonly dependsOn: readonly number[];
}

export interface RustBuild {
  /** As `.comment` has it: `rustc version 1.85.0 (4d91de4e4 2025-02-17)`. */
  readonly compiler: string | null;
  /** Of the compiler. */
  readonly version: string | null;
  /** Of the compiler, from the paths in the standard library's panic messages. */
  readonly commit: string | null;
  /** What `cargo auditable` left in the file; null where it did not build it. */
  readonly crates: Part<readonly RustCrate[]> | null;
  /** Crates that panic messages name: surely some, hardly all. */
  readonly hintedCrates: readonly { readonly name: string; readonly version: string }[];
}

export function knownPart<T>(value: T): Part<T> {
  return { state: 'known', value };
}

/** What a file says of itself cannot be true, or lies in bytes that were not kept. Becomes an unknown part. */
export class ElfDamage extends Error {
  override readonly name = 'ElfDamage';
}

/** @param read may throw ElfDamage */
export function partOf<T>(read: () => T): Part<T> {
  try {
    return knownPart(read());
  } catch (error) {
    if (error instanceof ElfDamage) return { state: 'unknown', why: error.message };
    throw error;
  }
}

export function knownOr<T>(part: Part<T>, otherwise: T): T {
  return part.state === 'known' ? part.value : otherwise;
}
