import { noNode, type PathNode } from '../../../image/merge.ts';
import { quotedPath } from '../quoted-path.ts';
import type { App, RuntimePlan } from '../recipe.ts';

/** All modules of a JRE: what a program loads by name is not seen from outside. */
const modules: readonly string[] = [
  'java.se',
  'jdk.accessibility',
  'jdk.charsets',
  'jdk.crypto.cryptoki',
  'jdk.crypto.ec',
  'jdk.dynalink',
  'jdk.httpserver',
  'jdk.jdwp.agent',
  'jdk.jfr',
  'jdk.localedata',
  'jdk.management',
  'jdk.management.agent',
  'jdk.management.jfr',
  'jdk.naming.dns',
  'jdk.naming.rmi',
  'jdk.net',
  'jdk.nio.mapmode',
  'jdk.sctp',
  'jdk.security.auth',
  'jdk.security.jgss',
  'jdk.unsupported',
  'jdk.xml.dom',
  'jdk.zipfs',
];
/** Beside what its classes name: modules that the runtime itself looks for, for TLS, languages, encodings and logs. */
const alwaysModules: readonly string[] = [
  'java.logging',
  'java.management',
  'java.naming',
  'jdk.charsets',
  'jdk.crypto.ec',
  'jdk.localedata',
  'jdk.zipfs',
];
/** Of the desktop: only where classes name it. */
const desktopLibrary = /^lib(?:awt\w*|fontmanager|javajpeg|lcms|mlib_image|freetype)\.so$/;
/** Agents and tools of management are in modules that no class names. */
const looksFurther =
  /^-(?:javaagent|agentlib|agentpath|-add-modules|Dcom\.sun\.management|XX:\+?(?:Start)?FlightRecord)/;
/** Not asked for, or for a screen and for sound, which servers have not. */
const otherLibrary = /^lib(?:saproc|attach|jsound|awt_xawt|jawt|splashscreen|jvmci\w*|jpackage\w*)\.so$/;
/** Measured with OpenJDK 21: what classes take of their module files, and compressed code of the unpacked one. */
const classRatio = 0.82;
const codeRatio = 0.36;

/** The folder of the Java that the command starts; null where it is not known. */
export function javaHome({ image, entrypoint }: App): PathNode | null {
  const { tree } = image;
  const program = entrypoint.program === null ? noNode : tree.resolve(entrypoint.program);
  if (program === noNode || tree.name(tree.parent(program)) !== 'bin') return null;
  const home = tree.parent(tree.parent(program));
  return home === 0 || tree.path(home) === '/usr' ? null : home;
}

type Linked = Pick<RuntimePlan, 'made' | 'loads' | 'adds' | 'evidence' | 'breaksIf' | 'notes' | 'env'>;

/**
 * A runtime that jlink makes of the image's own JDK (JEP 282); null where it has no module files, or is called by its path.
 * @param own archives and folders with the program's classes
 */
export function linkedRuntime(app: App, home: PathNode, own: readonly PathNode[]): Linked | null {
  const { image, entrypoint, subject } = app;
  const { tree, facts } = image;
  const jmods = tree.resolve('jmods', home);
  if (jmods === noNode || tree.resolve('bin/jlink', home) === noNode) return null;
  const path = tree.path(home);
  const words = [...entrypoint.command, ...entrypoint.runs.slice(0, 1)];
  if (words.some((word) => /\/java$/.test(word) && tree.resolve(word) !== tree.resolve('bin/java', home))) return null;
  const major = majorOf(facts.runtimes, path);
  if (major === null || major < 11) return null;
  const has = (name: string) => tree.child(jmods, `${name}.jmod`) !== noNode;
  const archive = loneArchive(app, own);
  const wanted = (archive === null ? modules : alwaysModules).filter(has);
  const files = [...tree.children(jmods)].filter(
    (node) =>
      (archive === null && /^java\./.test(tree.name(node))) ||
      ['java.base', ...wanted].includes(tree.name(node).slice(0, -'.jmod'.length)),
  );
  const code = nativeFiles(app, home);
  const moduleBytes = files.reduce((sum, node) => sum + tree.size(node), 0);
  const counted = code.filter((node) => archive === null || !desktopLibrary.test(tree.name(node)));
  const codeBytes = counted.reduce((sum, node) => sum + tree.size(node), 0);
  const classBytes = Math.max(0, moduleBytes - codeRatio * codeBytes) * classRatio;
  const stored = Math.round(codeBytes + classBytes);
  const from = '/opt/java-runtime';
  const roots = `${path}/lib/security/cacerts`;
  const bin = `${quotedPath(path)}/bin`;
  const named =
    archive === null
      ? []
      : [`$(${bin}/jdeps --print-module-deps --ignore-missing-deps --multi-release ${major} ${quotedPath(archive)})`];
  const parts = [
    `${bin}/jlink --add-modules ${[...named, ...wanted].join(',')}`,
    '--strip-java-debug-attributes --no-man-pages --no-header-files',
    `--compress=${major >= 21 ? 'zip-6' : '2'} --output ${from}`,
  ];
  const { continuation, lineEnd, indent } = subject.style;
  const link = parts.join(`${continuation}${lineEnd}${indent}${indent}`);
  // Certificates that were added to the JDK are in no module.
  const hasRoots = tree.resolve(roots) !== noNode;
  const commands = [link, ...(hasRoots ? [`cp ${quotedPath(roots)} ${from}/lib/security/cacerts`] : [])];
  return {
    made: [{ commands, from, to: path, isOnPath: true }],
    loads: code,
    adds: {
      stored,
      low: Math.round(stored * 0.9),
      // What its classes name is not known before jdeps has looked.
      high: Math.round(stored * (archive === null ? 1.1 : 1.4)),
      // Classes are compressed by jlink already.
      compressed: Math.round(codeBytes * codeRatio + classBytes),
    },
    env: image.config.config?.Env?.includes(`JAVA_HOME=${path}`) ? [{ name: 'JAVA_HOME', value: path }] : [],
    evidence: [
      archive === null
        ? `the JDK ${path} has the modules of a JRE in ${files.length} files, ${moduleBytes} bytes`
        : `${archive} is all that the program has: it holds no other archives`,
    ],
    breaksIf: `the program ${archive === null ? '' : 'finds classes of other modules by their names, '}compiles, needs a module of the JDK that no JRE has, draws text with the system’s fonts, or calls tools that only the larger base has`,
    notes: [
      archive === null
        ? 'jlink makes the runtime of all modules that a JRE has. A program that needs fewer gets a smaller one: jdeps tells which.'
        : 'jlink makes the runtime of the modules that the program’s classes name, as jdeps finds them, and of those that any program may need: for TLS, languages, encodings, logs.',
    ],
  };
}

/**
 * The archive that is all of the program: then its classes name the modules that it needs. Libraries find much by names, so
 * that with them more may be needed.
 */
function loneArchive({ image, entrypoint }: App, own: readonly PathNode[]): string | null {
  const { tree, catalog, config } = image;
  const [archive] = own;
  if (archive === undefined || own.length > 1 || !tree.isFile(archive) || !entrypoint.runs.includes('-jar'))
    return null;
  const found = catalog.ownerOf(archive);
  if (found?.manager !== 'java' || found.dependsOn.length > 0) return null;
  const settings = (config.config?.Env ?? []).flatMap((one) => one.replace(/^\w*JAVA\w*=/, '').split(/\s+/));
  return [...entrypoint.runs, ...settings].some((word) => looksFurther.test(word)) ? null : tree.path(archive);
}

function majorOf(runtimes: App['image']['facts']['runtimes'], path: string): number | null {
  const found = runtimes.state === 'known' ? runtimes.value.find((one) => one.path === path) : undefined;
  const [first = '', second = ''] = (found?.version ?? '').split(/[.+]/);
  return first === '' ? null : Number(first === '1' ? second : first);
}

function nativeFiles({ image: { tree, native } }: App, home: PathNode): PathNode[] {
  const folders = ['bin/java', 'lib', 'lib/server']
    .map((path) => tree.resolve(path, home))
    .filter((node) => node !== noNode);
  return folders
    .flatMap((node) => (tree.isFile(node) ? [node] : [...tree.children(node)]))
    .filter((node) => native?.at(node) != null && !otherLibrary.test(tree.name(node)));
}
