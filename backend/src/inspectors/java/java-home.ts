import { noNode, type PathNode } from '../../image/merge.ts';
import { wholeFileReader } from '../../readings/file-reader.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundRuntime, Problem } from '../inspector.ts';
import { jarReader } from './jar-reader.ts';

/** `release` in a Java home, as name and value (JEP 223). */
export const releaseReader = wholeFileReader({
  id: 'java/release',
  version: 1,
  files: { names: ['release'] },
  maxBytes: 64 << 10,
  read: (bytes) => parseRelease(bytes.toString('utf8')),
});

function parseRelease(text: string): ReadonlyMap<string, string> {
  const lines = text.split(/\r?\n/).map((line) => /^([A-Z][A-Z_]*)="?(.*?)"?\s*$/.exec(line));
  return new Map(lines.flatMap((match) => (match === null ? [] : [[match[1] ?? '', match[2] ?? ''] as const])));
}

/** The folder of a JDK or JRE. */
export interface JavaHome {
  readonly node: PathNode;
  readonly runtime: FoundRuntime;
}

export interface JavaHomes {
  readonly homes: readonly JavaHome[];
  readonly problems: readonly Problem[];
}

/** Archives that are part of the runtime itself: from Java 9 on, and before. */
const ownArchives = new Set(['jrt-fs.jar', 'rt.jar']);

/** All Java homes: told by their `release`, or by the archives that only they have. */
export function javaHomes(image: InspectedImage): JavaHomes {
  const { tree } = image;
  const releases = new Map<PathNode, ReadonlyMap<string, string>>();
  const problems: Problem[] = [];
  for (const { node, reading } of image.live(releaseReader)) {
    const home = tree.parent(node);
    if (!isHome(image, home)) continue;
    if (reading.state === 'read') releases.set(home, reading.value);
    else problems.push({ path: tree.path(node), why: `the version is unknown: ${reading.why}` });
  }
  const nodes = new Set(releases.keys());
  for (const { node } of image.live(jarReader)) {
    if (!ownArchives.has(tree.name(node))) continue;
    const above = tree.parent(tree.parent(node));
    // In a JDK of Java 8 the runtime is the folder `jre`.
    const home = tree.name(above) === 'jre' && isHome(image, tree.parent(above)) ? tree.parent(above) : above;
    if (isHome(image, home)) nodes.add(home);
  }
  return { homes: [...nodes].map((node) => homeAt(image, node, releases.get(node) ?? new Map())), problems };
}

function isHome(image: InspectedImage, node: PathNode): boolean {
  return image.tree.resolve('bin/java', node) !== noNode;
}

function homeAt(image: InspectedImage, node: PathNode, release: ReadonlyMap<string, string>): JavaHome {
  const { tree } = image;
  const path = tree.path(node);
  const files = [...tree.below(node)].filter((one) => tree.isFile(one));
  const hasCompiler = tree.resolve('bin/javac', node) !== noNode;
  const version = release.get('JAVA_VERSION') ?? null;
  const vendor = release.get('IMPLEMENTOR');
  const modules = (release.get('MODULES') ?? '').split(' ').filter((name) => name !== '');
  const evidence = [
    version === null
      ? { path, says: 'no release file tells the version' }
      : { path: `${path}/release`, says: `JAVA_VERSION ${version}${vendor === undefined ? '' : ` of ${vendor}`}` },
    hasCompiler
      ? { path: `${path}/bin/javac`, says: 'it has a compiler: it is a JDK' }
      : { path, says: 'it has no compiler: it is a JRE' },
    ...(modules.length === 0
      ? []
      : [{ path: `${path}/release`, says: `${modules.length} modules: ${modules.join(' ')}` }]),
    ...['jmods', 'lib/src.zip', 'lib/modules', 'lib/ct.sym'].flatMap((part) => {
      const bytes = bytesBelow(image, tree.resolve(part, node));
      return bytes === 0 ? [] : [{ path: `${path}/${part}`, says: `${bytes} bytes` }];
    }),
  ];
  return { node, runtime: { kind: hasCompiler ? 'java-jdk' : 'java-jre', version, path, files, evidence } };
}

function bytesBelow({ tree }: InspectedImage, node: PathNode): number {
  if (node === noNode) return 0;
  let bytes = tree.size(node);
  for (const one of tree.below(node)) bytes += tree.size(one);
  return bytes;
}
