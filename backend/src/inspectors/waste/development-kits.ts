import type { FinalTree } from '../../image/final-tree.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import type { Confidence } from '../../inspection-answers.ts';
import type { Finder, FoundRuntime, FoundThing } from '../inspector.ts';
import { type ImageUse, useOf } from './image-use.ts';
import { homeOf, inodesOf } from './runtime-parts.ts';
import { bytesOf, isWorthTelling } from './worth-telling.ts';

/** A kit to build programs with, of which a finished program needs nothing, or not that part. */
interface Kit {
  readonly kind: FoundRuntime['kind'];
  readonly rule: string;
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
  /** Programs that need it when they run. */
  readonly programs: readonly string[];
  readonly files: (tree: FinalTree, runtime: FoundRuntime) => Iterable<PathNode>;
}

/** What a JDK has and a JRE has not, as far as it is in files of its own (JEP 220). */
const ofJdkOnly = [
  'jmods',
  'lib/src.zip',
  'src.zip',
  'lib/ct.sym',
  'lib/tools.jar',
  'include',
  'demo',
  'sample',
  'man',
];

const kits: readonly Kit[] = [
  {
    kind: 'java-jdk',
    rule: 'jdk-instead-of-jre',
    title: 'A JDK where a JRE is enough',
    what: 'sources, module files and headers, with which programs are built. Its compiler and its own modules come on top of these bytes',
    why: 'A program in jar files runs on a JRE.',
    remedy:
      'Build on the JDK, and start the image that runs the program FROM a JRE (eclipse-temurin:21-jre), or make one with jlink.',
    programs: [
      'javac',
      'jlink',
      'jpackage',
      'jshell',
      'mvn',
      'mvnw',
      'mvnd',
      'gradle',
      'gradlew',
      'sbt',
      'lein',
      'ant',
    ],
    files: jdkParts,
  },
  {
    kind: 'go-toolchain',
    rule: 'go-toolchain-installed',
    title: 'Toolchain of Go',
    what: 'the compiler, its tools and the sources of the standard library',
    why: 'A compiled program needs none of it.',
    remedy: 'Build in a stage of its own (FROM golang AS build), and copy the program.',
    programs: ['go', 'gofmt', 'dlv', 'air', 'gopls'],
    files: (_, { files }) => files,
  },
  {
    kind: 'rust-toolchain',
    rule: 'rust-toolchain-installed',
    title: 'Toolchain of Rust',
    what: 'the compiler, cargo, the standard library to link and their documentation',
    why: 'A compiled program needs none of it.',
    remedy: 'Build in a stage of its own (FROM rust AS build), and copy the program.',
    programs: ['cargo', 'rustc', 'rustup', 'rust-analyzer'],
    files: (_, { files }) => files,
  },
  {
    kind: 'dotnet-sdk',
    rule: 'dotnet-sdk-installed',
    title: 'SDK of .NET',
    what: 'compilers, build tools and templates',
    why: 'A published program runs on the runtime alone.',
    remedy:
      'Build on the SDK, dotnet publish, and start the image that runs the program FROM the runtime (dotnet/aspnet).',
    programs: ['msbuild', 'csc', 'fsc', 'pwsh'],
    files: (_, { files }) => files,
  },
];

export const developmentKitFinders: readonly Finder[] = kits.map((kit) => ({
  rule: kit.rule,
  group: 'development',
  readers: [],
  find: (image, known) => {
    const use = useOf(image, known);
    const confidence = confidenceIn(use, kit);
    if (confidence === null) return [];
    const used = inodesOf(image.tree, use.usedPaths);
    return known.foundRuntimes
      .filter(({ kind }) => kind === kit.kind)
      .flatMap((runtime): FoundThing[] => {
        const files = inodesOf(image.tree, kit.files(image.tree, runtime)).difference(used);
        if (!isWorthTelling(image, bytesOf(image, files))) return [];
        const { title, why, remedy, what } = kit;
        const version = runtime.version === null ? '' : `Version ${runtime.version} `;
        return [
          {
            instance: runtime.path,
            title,
            what: `${version}at ${runtime.path}: ${what}.`,
            why,
            remedy,
            confidence,
            files,
            packages: [],
            evidence: runtime.evidence,
          },
        ];
      });
  },
}));

/** Where nobody knows what runs, a container may be there to build in. */
function confidenceIn(use: ImageUse, { kind, programs }: Kit): Confidence | null {
  if (use.runs(...programs) === 'yes') return null;
  // `dotnet run`, `dotnet watch`, `dotnet test` build first.
  if (kind === 'dotnet-sdk' && use.runs('dotnet') === 'yes' && use.mentions(/^(run|watch|test|build|msbuild)$/))
    return null;
  return use.isUnderstood ? 'likely' : 'possible';
}

function* jdkParts(tree: FinalTree, runtime: FoundRuntime): Generator<PathNode> {
  const home = homeOf(tree, runtime);
  if (home === noNode) return;
  for (const part of ofJdkOnly) {
    const node = tree.resolve(part, home);
    if (node === noNode) continue;
    yield node;
    yield* tree.below(node);
  }
}
