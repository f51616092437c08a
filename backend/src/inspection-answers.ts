/** What is inside an image, as it crosses the service's door. Sizes are bytes; `live` and `stored` as in ARCHITECTURE.md. */

/** Where something is known from. */
export interface Evidence {
  /** The file that says so; null where it is not a file (the configuration, the history). */
  readonly path: string | null;
  readonly says: string;
}

/** Four outcomes of looking for something: it is there, it is not, it could not be told, or the looking itself broke. */
export type Fact<T> =
  | { readonly state: 'known'; readonly value: T; readonly evidence: readonly Evidence[] }
  | { readonly state: 'absent'; readonly why: string }
  | { readonly state: 'unknown'; readonly why: string };

export const packageManagers = [
  'dpkg',
  'apk',
  'rpm',
  'npm',
  'python',
  'conda',
  'go',
  'rust',
  'java',
  'ruby',
  'php',
  'dotnet',
] as const;
export type PackageManager = (typeof packageManagers)[number];

/** Why a package is there: it was asked for, others need it, only development needs it. */
export const wants = ['asked-for', 'dependency', 'development', 'unknown'] as const;
export type Wanted = (typeof wants)[number];

export interface PackageReport {
  /** Unique in the image and the same in every analysis of it. */
  readonly id: string;
  readonly manager: PackageManager;
  readonly name: string;
  readonly version: string;
  /** The package's folder or record; null where it has none of its own. */
  readonly path: string | null;
  /** Live bytes of its files, each inode once; files that another package of the same manager claims too count for both. */
  readonly bytes: number;
  readonly fileCount: number;
  /** The layer that stores most of its live bytes; null where it has none. */
  readonly layer: number | null;
  readonly wanted: Wanted;
  /** IDs of packages in the image, where they come page by page at most 100. */
  readonly dependsOn: readonly string[];
  readonly neededBy: readonly string[];
  /** Of lists that are cut short, all. */
  readonly neededByCount: number;
  /** Files that its record names and the image does not have. */
  readonly missingFiles: number;
  /** Where it is a part of a file of another package, as a library in an archive: its bytes there; else null. */
  readonly bytesWithin: number | null;
  /** Whether its bytes came with the base image; null where the base is unknown. */
  readonly inherited: boolean | null;
  readonly evidence: readonly Evidence[];
}

export interface PackagesAnswer {
  /** Sums over the whole image, whatever filter was asked; each inode once in each. */
  readonly byManager: readonly {
    readonly manager: PackageManager;
    readonly packages: number;
    readonly bytes: number;
  }[];
  /** Live bytes that at least one package owns, each inode once; and the image's live bytes. */
  readonly ownedBytes: number;
  readonly liveBytes: number;
  /** One page, in the asked order. */
  readonly packages: readonly PackageReport[];
  readonly offset: number;
  readonly total: number;
}

export interface LibC {
  readonly kind: 'glibc' | 'musl';
  readonly version: string | null;
}

/** The operating system that the image's files are of. */
export interface System {
  /** `ID` of os-release: `debian`, `alpine`. */
  readonly id: string;
  readonly name: string;
  readonly version: string | null;
  readonly codename: string | null;
  readonly like: readonly string[];
}

export interface Runtime {
  readonly kind:
    | 'node'
    | 'python'
    | 'java-jdk'
    | 'java-jre'
    | 'go-toolchain'
    | 'rust-toolchain'
    | 'dotnet-sdk'
    | 'dotnet-runtime'
    | 'aspnet-runtime'
    | 'ruby'
    | 'php'
    | 'perl';
  readonly version: string | null;
  /** Its folder or main program. */
  readonly path: string;
  /** Live bytes of the runtime itself, each inode once. */
  readonly bytes: number;
  readonly evidence: readonly Evidence[];
}

export interface BinariesSummary {
  readonly files: number;
  readonly bytes: number;
  readonly static: number;
  readonly dynamic: number;
  readonly libraries: number;
  /** Bytes of sections that only a debugger reads (.debug_*, .symtab, .strtab of unstripped files). */
  readonly debugBytes: number;
  readonly machines: readonly string[];
  /** Programs, libraries, objects…, and static libraries, which count here only; the most bytes first. */
  readonly kinds: readonly { readonly kind: string; readonly files: number; readonly bytes: number }[];
  /** Files of which a part could not be read. */
  readonly unreadable: number;
  /** Of families of symbol versions that base images differ in (`GLIBC`, `GLIBCXX`, `OPENSSL`…) the newest that a program or library needs, and one that needs it. */
  readonly newestNeeded: readonly { readonly family: string; readonly version: string; readonly path: string }[];
  /** Programs and libraries that need a library which the loader does not find; at most 50, programs first. */
  readonly missing: readonly MissingLibrary[];
  readonly missingTotal: number;
}

export interface MissingLibrary {
  readonly path: string;
  readonly library: string;
  /** Where the image has a file of that name: what loads both may find it. Null where it has none. */
  readonly elsewhere: string | null;
}

/** What something on the way to the program does beside starting it. */
export interface CommandBeside {
  /** The script or wrapper; null for the command itself. */
  readonly path: string | null;
  /** `becomes another user`, `starts it in /app`. */
  readonly says: string;
}

/** One step from the configured command to what really runs. */
export interface CommandStep {
  readonly kind: 'shell' | 'program' | 'script' | 'interpreter' | 'wrapper';
  /** As written, or the path found for it. */
  readonly word: string;
  readonly path: string | null;
  readonly says: string;
}

export interface Entrypoint {
  /** ENTRYPOINT and CMD together, as the engine runs them. */
  readonly command: readonly string[];
  readonly form: 'exec' | 'shell' | 'none';
  readonly steps: readonly CommandStep[];
  /** The program that stays: its path, and what it is. */
  readonly program: string | null;
  readonly runtime: Runtime['kind'] | 'binary' | 'shell' | null;
  /** The script, jar or module that an interpreter is given. */
  readonly script: string | null;
  /** The program with its arguments, behind all shells, wrappers and scripts; empty where it is not known. */
  readonly runs: readonly string[];
  /** What shells and wrappers on the way do beside starting the program; empty where `runs` alone does the same. */
  readonly besides: readonly CommandBeside[];
  /** Why the command could not be followed further; null where it could be to the end. */
  readonly unresolved: string | null;
  readonly needsShell: boolean;
  readonly whyShell: string | null;
  /** Names of programs that shell scripts on the way may run; those that the shell has in itself are not among them. */
  readonly shellRuns: readonly string[];
  /** Files that are certainly needed to start: programs, interpreters, scripts, loaders, libraries; each inode once. */
  readonly closure: { readonly files: readonly string[]; readonly bytes: number; readonly missing: readonly string[] };
  /** Why it may need more than that to start; null where that is all. */
  readonly closureOpenEnd: string | null;
  /** Symlinks at which loaders find files of the closure. */
  readonly closureLinks: readonly string[];
  /** The newest symbol version of each family that the closure needs, and a file that needs it. */
  readonly symbolVersions: readonly { readonly family: string; readonly version: string; readonly path: string }[];
  /** As USER has it. */
  readonly user: string;
  /** Null where /etc/passwd does not tell it. */
  readonly uid: number | null;
  /** Of the user's own group; null where /etc/passwd does not tell it, or USER names another group. */
  readonly gid: number | null;
  readonly workingDir: string;
  readonly exposedPorts: readonly string[];
  readonly healthCheck: readonly string[] | null;
}

export interface ExposureItem {
  readonly kind:
    | 'runs-as-root'
    | 'setuid'
    | 'setgid'
    | 'world-writable'
    | 'shell'
    | 'package-manager'
    | 'private-key'
    | 'credentials'
    | 'secret-in-config'
    | 'secret-in-history';
  readonly path: string | null;
  readonly layer: number | null;
  /** False where the file is in a lower layer only: everyone who pulls the image still has it. */
  readonly live: boolean;
  /** Of secrets: what lies among test material, or in what others published, is only possibly one. */
  readonly confidence: Confidence;
  /** What is seen, secrets masked. */
  readonly says: string;
}

export interface Exposure {
  readonly setuidFiles: number;
  readonly setgidFiles: number;
  readonly worldWritable: number;
  readonly shells: readonly string[];
  readonly packageManagers: readonly string[];
  readonly runsAsRoot: boolean;
  /** USER as it is configured, empty where it is not; the number is null where /etc/passwd does not tell it. */
  readonly runsAs: { readonly user: string; readonly uid: number | null };
  /** At most 200 of each kind. */
  readonly items: readonly ExposureItem[];
}

/** The layers that came with the base image: the lowest `layers` ones. */
export interface BaseImage {
  readonly layers: number;
  readonly name: string | null;
  readonly digest: string | null;
  readonly how: 'local-image' | 'provenance' | 'label' | 'dockerfile' | 'history';
  readonly confidence: Confidence;
  readonly alternatives: readonly string[];
}

export interface Facts {
  readonly system: Fact<System>;
  readonly libc: Fact<LibC>;
  readonly runtimes: Fact<readonly Runtime[]>;
  readonly binaries: Fact<BinariesSummary>;
  readonly entrypoint: Fact<Entrypoint>;
  readonly exposure: Fact<Exposure>;
  readonly base: Fact<BaseImage>;
}

export const confidences = ['certain', 'likely', 'possible'] as const;
export type Confidence = (typeof confidences)[number];

/** Bytes of a finding by what they are to the image. */
export interface FindingBytes {
  readonly live: number;
  readonly reclaimable: number;
  /** Of both, what came with the base image; null where the base is unknown. */
  readonly inherited: number | null;
  /** Estimate: their share of each layer's stored bytes, taken of its compressed bytes; null where those are unknown. */
  readonly estimatedTransfer: number | null;
}

export const findingGroups = ['waste', 'duplicate', 'development', 'exposure'] as const;
export type FindingGroup = (typeof findingGroups)[number];

export interface FindingFile {
  readonly path: string;
  readonly bytes: number;
  readonly layer: number;
  readonly live: boolean;
}

export interface Finding {
  /** Unique in the image: the rule, and where it matched several times apart, what tells them apart. */
  readonly id: string;
  /** What goes away: `apt-lists-left-behind`. */
  readonly rule: string;
  readonly group: FindingGroup;
  readonly title: string;
  /** What was found here. */
  readonly what: string;
  /** Why it matters. */
  readonly why: string;
  /** What would remove it. */
  readonly remedy: string;
  readonly confidence: Confidence;
  readonly bytes: FindingBytes;
  readonly fileCount: number;
  /** The largest, at most 20; the others page by page. */
  readonly files: readonly FindingFile[];
  /** IDs of packages that are the finding, at most 200, largest first. */
  readonly packages: readonly string[];
  /** Layers that store its bytes, from the base up. */
  readonly layers: readonly { readonly layer: number; readonly bytes: number }[];
  readonly evidence: readonly Evidence[];
}

export interface InspectionReport {
  readonly facts: Facts;
  /** Largest first. */
  readonly findings: readonly Finding[];
  /** All findings together, each inode once: they may overlap. */
  readonly total: FindingBytes;
  /** What could not be looked at: one line for each inspector or file. */
  readonly problems: readonly InspectionProblem[];
}

export interface InspectionProblem {
  readonly inspector: string;
  readonly path: string | null;
  readonly why: string;
}

export interface PackageTreemapNode {
  readonly manager: PackageManager | null;
  /** The package's ID; null for what is summed up. */
  readonly id: string | null;
  readonly name: string;
  readonly bytes: number;
  readonly children: readonly PackageTreemapNode[];
}

export interface FindingFilesAnswer {
  readonly files: readonly FindingFile[];
  readonly offset: number;
  readonly total: number;
}
