import { unlessCompiling } from '../image-use.ts';
import type { Place } from '../place.ts';
import type { PlaceKind } from '../place-kind.ts';

const ignoreFile = 'Name them in .dockerignore, so that COPY does not take them along.';
/** Of Java, Node.js, C and what is often installed with conda: a folder `include` may be an application's, too. */
const knownHeaders = ['jni.h', 'node', 'stdio.h', 'zlib.h', 'openssl', 'ncurses.h'];

/** What compiling needs and running does not, and what building or copying a project leaves beside the program. */
export const buildLeftovers: readonly PlaceKind[] = [
  {
    rule: 'compiler-beside-packages',
    group: 'development',
    title: 'Compilers that no package owns',
    contents: 'compilers of GCC and their parts',
    why: 'Compiled programs run without the compiler.',
    remedy: 'Compile in a build stage, and copy the program and the shared libraries it needs.',
    confidence: unlessCompiling,
    places: [
      ...['libexec/gcc', 'lib/gcc'].map((folder) => `/usr/local/${folder}`),
      ...[
        'gcc',
        'g++',
        'cc',
        'c++',
        'c89',
        'c99',
        'cpp',
        'f95',
        'gfortran',
        'gccgo',
        'gdc',
        'gm2',
        'gnat*',
        'gcov*',
        'gcc-*',
        'lto-dump',
      ].map((program) => `/usr/local/bin/${program}`),
      ...['x86_64', 'aarch64', 'arm', 'i686', 'powerpc64le', 's390x', 'riscv64'].map(
        (machine) => `/usr/local/bin/${machine}-linux-gnu*`,
      ),
    ],
    where: (place) => (place.name === 'gcc' && place.isFolder ? true : place.hasBeside('../libexec/gcc')),
  },
  {
    rule: 'headers-installed',
    group: 'development',
    title: 'Headers',
    contents: 'declarations that compilers read',
    why: 'Compiled programs run without them.',
    remedy:
      'Compile in a build stage, and copy what it makes; install packages whose names end in -dev or -devel only there.',
    confidence: unlessCompiling,
    places: [
      '/usr/include',
      '/usr/local/include',
      'include',
      ...['include', 'include-fixed', 'plugin/include', 'finclude'].map((folder) => `lib/gcc/*/*/${folder}`),
      'perl/*/CORE/*.h',
    ],
    where: (place) =>
      place.name !== 'include' || /^(usr|local|plugin|\d.*)$/.test(place.folderName) || holdsHeaders(place),
  },
  {
    rule: 'static-libraries-installed',
    group: 'development',
    title: 'Static libraries',
    contents: 'libraries that are linked into programs when they are built',
    why: 'No program loads them when it runs.',
    remedy:
      'Compile in a build stage, and copy what it makes; install packages whose names end in -dev or -devel only there.',
    confidence: unlessCompiling,
    places: ['lib*.a'],
    where: (place) => place.isFile,
  },
  {
    rule: 'build-output-kept',
    group: 'development',
    title: 'Intermediate files of builds',
    contents: 'what compilers and build tools wrote on the way to the program',
    why: 'The finished program has its own copy of what it needs.',
    remedy: 'Build in a stage of its own, and copy the finished program.',
    confidence: (use) =>
      use.runs('mvn', 'mvnw', 'gradle', 'gradlew', 'cargo', 'make') === 'yes' || use.mentions(/^(run|watch)$/)
        ? null
        : use.isUnderstood
          ? 'likely'
          : 'possible',
    places: [
      // cargo
      ...['release', 'debug'].flatMap((profile) =>
        ['deps', 'build', 'incremental', '.fingerprint', 'examples'].map((folder) => `${profile}/${folder}`),
      ),
      // Maven. Not `lib` and `dependency`: manifests of jars name them.
      ...[
        'classes',
        'test-classes',
        'maven-status',
        'maven-archiver',
        'generated-sources',
        'generated-test-sources',
      ].map((folder) => `target/${folder}`),
      ...['surefire-reports', 'failsafe-reports', 'site', '*.jar.original', '*.war.original'].map(
        (name) => `target/${name}`,
      ),
      // Gradle
      ...['classes', 'tmp', 'intermediates', 'kotlin', 'generated', 'reports', 'test-results'].map(
        (name) => `build/${name}`,
      ),
      // .NET, CMake, C
      'obj',
      'CMakeFiles',
      '*.o',
    ],
    where: (place) => {
      if (place.isInSystem || place.isInDependencies) return false;
      switch (place.folderName) {
        case 'release':
        case 'debug':
          return place.hasBeside('.cargo-lock') || place.hasBeside('.fingerprint');
        case 'target':
          return place.hasBeside('../pom.xml');
        case 'build':
          return place.hasBeside('../build.gradle') || place.hasBeside('../build.gradle.kts');
      }
      if (place.name === 'obj') return place.holds('project.assets.json');
      if (place.name === 'CMakeFiles') return place.hasBeside('CMakeCache.txt');
      // An object file alone may be what a program loads: those of BPF are.
      const stem = place.name.slice(0, -'.o'.length);
      return (
        place.name.endsWith('.o') &&
        ['.c', '.cc', '.cpp', '.cxx', '.s', '.S'].some((end) => place.hasBeside(stem + end))
      );
    },
  },
  {
    rule: 'coverage-reports-copied',
    group: 'waste',
    title: 'Reports of tests',
    contents: 'results and coverage of test runs',
    why: 'They tell of the project, not of what runs.',
    remedy: ignoreFile,
    confidence: 'certain',
    places: [
      'coverage',
      'htmlcov',
      '.nyc_output',
      '.coverage',
      'lcov.info',
      'playwright-report',
      'test-results',
      'allure-results',
    ],
    where: (place) => {
      if (place.isInSystem || place.isInDependencies) return false;
      if (place.name.startsWith('.') || place.name === 'lcov.info') return true;
      return ['lcov.info', 'lcov-report', 'coverage-final.json', 'clover.xml', 'status.json', '.last-run.json'].some(
        (name) => place.holds(name),
      );
    },
  },
  {
    rule: 'build-context-copied',
    group: 'waste',
    title: 'Files of the build and of continuous integration',
    contents: 'Dockerfiles, compose files and settings of services that build the project',
    why: 'They say how the image is made; what runs in it does not read them.',
    remedy: ignoreFile,
    confidence: 'certain',
    places: [
      'Dockerfile',
      'Dockerfile.*',
      '*.dockerfile',
      '.dockerignore',
      'docker-compose*.yml',
      'docker-compose*.yaml',
      'compose.yml',
      'compose.yaml',
      '.github',
      '.gitlab',
      '.gitlab-ci.yml',
      '.circleci',
      '.travis.yml',
      'Jenkinsfile',
      'azure-pipelines.yml',
      '.devcontainer',
      '.husky',
      '.vagrant',
    ],
    where: (place) => !place.isInSystem && !place.isInDependencies,
  },
];

function holdsHeaders(place: Place): boolean {
  return !place.isInPythonPackages && knownHeaders.some((name) => place.holds(name));
}
