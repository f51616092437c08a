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

/** A runtime that jlink makes of the image's own JDK (JEP 282); null where it has no module files, or is called by its path. */
export function linkedRuntime(app: App, home: PathNode): Linked | null {
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
  const wanted = modules.filter(has);
  const files = [...tree.children(jmods)].filter(
    (node) => /^java\./.test(tree.name(node)) || wanted.includes(tree.name(node).slice(0, -'.jmod'.length)),
  );
  const code = nativeFiles(app, home);
  const moduleBytes = files.reduce((sum, node) => sum + tree.size(node), 0);
  const codeBytes = code.reduce((sum, node) => sum + tree.size(node), 0);
  const classBytes = Math.max(0, moduleBytes - codeRatio * codeBytes) * classRatio;
  const stored = Math.round(codeBytes + classBytes);
  const from = '/opt/java-runtime';
  const roots = `${path}/lib/security/cacerts`;
  const parts = [
    `${quotedPath(path)}/bin/jlink --add-modules ${wanted.join(',')}`,
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
      high: Math.round(stored * 1.1),
      // Classes are compressed by jlink already.
      compressed: Math.round(codeBytes * codeRatio + classBytes),
    },
    env: image.config.config?.Env?.includes(`JAVA_HOME=${path}`) ? [{ name: 'JAVA_HOME', value: path }] : [],
    evidence: [`the JDK ${path} has the modules of a JRE in ${files.length} files, ${moduleBytes} bytes`],
    breaksIf:
      'the program compiles, needs a module of the JDK that no JRE has, draws text with the system’s fonts, or calls tools that only the larger base has',
    notes: [
      'jlink makes the runtime of all modules that a JRE has. A program that needs fewer gets a smaller one: jdeps tells which.',
    ],
  };
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
