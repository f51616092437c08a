import { type ImageUse, unlessRun } from '../image-use.ts';
import type { PlaceKind } from '../place-kind.ts';

const cacheMount = (folder: string) => `RUN --mount=type=cache,target=${folder}`;
const jvmBuilders = [
  'mvn',
  'mvnw',
  'mvnd',
  'gradle',
  'gradlew',
  'sbt',
  'lein',
  'clojure',
  'clj',
  'mill',
  'scala',
  'cs',
];

/** A classpath may name the jars where they were downloaded to. */
const unlessOnClasspath = (use: ImageUse) =>
  use.mentions(/\.m2\/|\.gradle\/|\.ivy2\/|coursier/) ? null : unlessRun(...jvmBuilders)(use);

/** What building with compiled languages downloads and makes on the way, and keeps for the next build. */
export const buildCaches: readonly PlaceKind[] = [
  {
    rule: 'cargo-registry-left-behind',
    group: 'waste',
    title: 'Crates that cargo downloaded',
    contents: 'sources of crates, packed and unpacked',
    why: 'They are compiled into the program.',
    remedy: 'Build in a stage of its own and copy the program, or mount the folder as a cache in the RUN that builds.',
    confidence: unlessRun('cargo', 'rustc'),
    places: [
      '.cargo/registry',
      '.cargo/git/db',
      '.cargo/git/checkouts',
      'cargo/registry',
      'cargo/git/db',
      'cargo/git/checkouts',
    ],
    where: (place) => !place.isInDependencies,
  },
  {
    rule: 'go-build-cache-left-behind',
    group: 'waste',
    title: 'Build cache of Go',
    contents: 'compiled packages that go build keeps for the next build',
    why: 'They are linked into the program.',
    remedy: `Build with ${cacheMount('/root/.cache/go-build')}, or in a stage of its own.`,
    confidence: unlessRun('go'),
    places: ['.cache/go-build'],
  },
  {
    rule: 'go-modules-left-behind',
    group: 'waste',
    title: 'Modules that Go downloaded',
    contents: 'sources of modules',
    why: 'They are compiled into the program.',
    remedy: `Build with ${cacheMount('/go/pkg/mod')}, or in a stage of its own.`,
    confidence: unlessRun('go', 'dlv', 'air'),
    places: ['go/pkg/mod', 'go/pkg/sumdb'],
  },
  {
    rule: 'maven-repository-left-behind',
    group: 'waste',
    title: 'Local repository of Maven',
    contents: 'artifacts and plugins that Maven downloaded',
    why: 'The packaged program has its own copy of what it needs.',
    remedy: `Build with ${cacheMount('/root/.m2')}, or in a stage of its own and copy the jar.`,
    confidence: unlessOnClasspath,
    places: ['.m2/repository', '.m2/wrapper'],
  },
  {
    rule: 'gradle-caches-left-behind',
    group: 'waste',
    title: 'Caches of Gradle',
    contents: 'artifacts, distributions and build state that Gradle keeps',
    why: 'The packaged program has its own copy of what it needs.',
    remedy: `Build with ${cacheMount('/root/.gradle')}, or in a stage of its own and copy the jar.`,
    confidence: unlessOnClasspath,
    places: ['.gradle/caches', '.gradle/wrapper', '.gradle/daemon', '.gradle/native', '.gradle/buildOutputCleanup'],
  },
  {
    rule: 'ivy-cache-left-behind',
    group: 'waste',
    title: 'Caches of sbt, Ivy and Coursier',
    contents: 'artifacts that Scala and Clojure tools downloaded',
    why: 'The packaged program has its own copy of what it needs; one that Coursier starts loads them from there.',
    remedy: 'Build in a stage of its own and copy the packaged program.',
    confidence: (use) => (unlessOnClasspath(use) === null ? null : use.isUnderstood ? 'likely' : 'possible'),
    places: ['.ivy2/cache', '.ivy2/local', '.sbt/boot', '.cache/coursier', '.coursier/cache'],
  },
  {
    rule: 'nuget-packages-left-behind',
    group: 'waste',
    title: 'Packages that NuGet downloaded',
    contents: 'packages of .NET, packed and unpacked',
    why: 'A published program has its own copy of what it needs.',
    remedy: 'Build in a stage on the SDK image, dotnet publish, and copy the result onto the runtime image.',
    // Without `dotnet publish` a program is loaded from there.
    confidence: (use) => (use.mentions(/^(run|watch)$|\.csproj$/) ? null : use.isUnderstood ? 'likely' : 'possible'),
    places: ['.nuget/packages', '.local/share/NuGet', 'NuGet/v3-cache', 'NuGet/http-cache', 'NuGetScratch'],
  },
  {
    rule: 'compiler-cache-left-behind',
    group: 'waste',
    title: 'Caches of compilers',
    contents: 'results of earlier compilations that ccache or sccache keep',
    why: 'They only make the next compilation faster.',
    remedy: 'Mount the folder as a cache in the RUN that compiles.',
    confidence: 'certain',
    places: ['.ccache', '.cache/ccache', '.cache/sccache', '/var/cache/ccache'],
  },
];
