import { noNode, type PathNode } from '../../image/merge.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundPackage, PackageInspector, Problem } from '../inspector.ts';
import { type Artifact, artifactsOf } from './artifact.ts';
import type { JarContent } from './jar-content.ts';
import { jarReader } from './jar-reader.ts';
import { type JavaHome, javaHomes, releaseReader } from './java-home.ts';
import { modulesInUse } from './modules-in-use.ts';

interface FoundJar {
  readonly node: PathNode;
  readonly jar: JarContent;
}

/**
 * Java archives and what is in them, and Java runtimes.
 * An archive in an archive, and what was merged into one, is a package without files of its own: its bytes are those of
 * the file that holds it, and its evidence tells how many.
 */
export const java: PackageInspector = {
  manager: 'java',
  readers: [jarReader, releaseReader],
  find: (image) => {
    const { homes, problems: homeProblems } = javaHomes(image);
    const { jars, problems } = foundJars(image, homes);
    const packages = new JarPackages(image);
    for (const found of jars) packages.add(found);
    const inUse = modulesInUse(jars.map(({ jar }) => jar));
    return {
      packages: packages.linked(jars),
      runtimes: homes.map(({ runtime }) => ({ ...runtime, evidence: [...runtime.evidence, ...inUse] })),
      problems: [...homeProblems, ...problems],
    };
  },
};

function foundJars(image: InspectedImage, homes: readonly JavaHome[]) {
  const { tree } = image;
  const ofRuntimes = new Set(homes.flatMap(({ runtime }) => runtime.files));
  const jars: FoundJar[] = [];
  const problems: Problem[] = [];
  for (const { node, reading } of image.live(jarReader)) {
    if (ofRuntimes.has(node)) continue;
    const path = tree.path(node);
    if (reading.state === 'unread') problems.push({ path, why: reading.why });
    else {
      // The path that it has now: the reader knew the one that it had in its layer.
      jars.push({ node, jar: { ...reading.value.jar, path } });
      problems.push(...reading.value.gaps.map((why) => ({ path, why })));
    }
  }
  return { jars, problems };
}

type Draft = FoundPackage & { readonly dependsOn: number[] };

class JarPackages {
  readonly #image: InspectedImage;
  readonly #packages: Draft[] = [];
  readonly #byNode = new Map<PathNode, number>();

  constructor(image: InspectedImage) {
    this.#image = image;
  }

  add({ node, jar }: FoundJar): void {
    this.#byNode.set(node, this.#addJar(jar, node, null));
  }

  /** All packages, with what their manifests put on the class path. */
  linked(jars: readonly FoundJar[]): FoundPackage[] {
    const { tree } = this.#image;
    for (const { node, jar } of jars) {
      const from = this.#packages[this.#byNode.get(node) ?? -1];
      const classPath = jar.manifest?.['class-path']?.split(/\s+/) ?? [];
      for (const path of classPath) {
        const needed = path === '' ? noNode : tree.resolve(path.replace(/^file:(?:\/\/)?/, ''), tree.parent(node));
        const place = this.#byNode.get(needed);
        if (place !== undefined && place !== this.#byNode.get(node)) from?.dependsOn.push(place);
      }
    }
    const copies = Map.groupBy(this.#packages, ({ name, version }) => `${name} ${version}`);
    return this.#packages.map((one) => {
      return copies.get(`${one.name} ${one.version}`)?.length === 1 ? { ...one, instance: '' } : one;
    });
  }

  /** @param inside the archives that lead to it, each with `!/`; null for a file of the image */
  #addJar(jar: JarContent, node: PathNode, inside: string | null): number {
    const { own, merged } = artifactsOf(jar);
    const file = this.#image.tree.path(node);
    const name = inside === null ? '' : `${inside}${jar.path}`;
    const place = this.#packages.length;
    const dependsOn: number[] = [];
    this.#packages.push({
      ...packageOf(own, file, dependsOn),
      instance: inside === null ? file : `${file}!/${name}`,
      files: inside === null ? [node] : [],
      ...(inside === null ? {} : { within: { file: node, bytes: jar.bytes } }),
      wanted: inside === null ? 'unknown' : 'dependency',
      evidence: [
        { path: file, says: `${inside === null ? '' : `${name}, ${jar.bytes} bytes in the archive: `}${own.says}` },
      ],
    });
    for (const one of merged) {
      dependsOn.push(this.#packages.length);
      this.#packages.push({
        ...packageOf(one, file, []),
        instance: `${file}!/${name}`,
        files: [],
        within: { file: node, bytes: null },
        wanted: 'dependency',
        evidence: [{ path: file, says: `merged into ${inside === null ? 'the archive' : name}: ${one.says}` }],
      });
    }
    const deeper = inside === null ? '' : `${name}!/`;
    for (const one of jar.nested) dependsOn.push(this.#addJar(one, node, deeper));
    return place;
  }
}

function packageOf({ name, version }: Artifact, path: string, dependsOn: number[]) {
  return { name, version, path, dependsOn, missingFiles: 0 };
}
