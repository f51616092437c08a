import type { GoBuild, GoModule } from '../../elf/elf-file.ts';
import type { PathNode } from '../../image/merge.ts';
import { elfReader } from '../elf/elf-reader.ts';
import type { FoundPackage, PackageInspector, Problem } from '../inspector.ts';
import { goToolchains, goVersionReader } from './go-toolchain.ts';

/** A binary links a few hundred modules; an image has a few dozen binaries. */
const maxPackages = 50_000;
const maxProblems = 20;

/** The modules that Go programs were built from, as their linker wrote them down. */
export const go: PackageInspector = {
  manager: 'go',
  readers: [elfReader, goVersionReader],
  find: (image) => {
    const runtimes = goToolchains(image);
    const packages: FoundPackage[] = [];
    const problems: Problem[] = [];
    for (const { node, reading } of image.live(elfReader)) {
      if (reading.state === 'unread' || reading.value.go === null) continue;
      const path = image.tree.path(node);
      const { go: build } = reading.value;
      if (build.state === 'unknown') {
        if (problems.length < maxProblems) problems.push({ path, why: build.why });
      } else if (!isToolchain(build.value) && packages.length + build.value.modules.length < maxPackages) {
        packages.push(...modulesOf(node, path, build.value, packages.length));
      }
    }
    return { packages, runtimes, problems };
  },
};

/** Go's own programs are parts of its distribution, and have no modules of others. */
function isToolchain({ path, main }: GoBuild): boolean {
  return main === null && (path ?? '').startsWith('cmd/');
}

/** The main module has the binary; the others are in it, and take bytes that nobody can tell apart. */
function modulesOf(node: PathNode, path: string, build: GoBuild, first: number): FoundPackage[] {
  const { main, modules, version, settings } = build;
  const setting = (name: string) => settings.find((one) => one.name === name)?.value;
  const cgo = setting('CGO_ENABLED');
  const says = [version, ...(cgo === undefined ? [] : [`CGO_ENABLED=${cgo}`])].join(', ');
  const linked = modules.map((module): FoundPackage => {
    const used = module.replacedBy ?? module;
    return {
      ...common(path),
      name: module.path,
      version: used.version === '' ? module.version : used.version,
      files: [],
      within: { file: node, bytes: null },
      wanted: 'dependency',
      dependsOn: [],
      evidence: [{ path, says: saysOf(module) }],
    };
  });
  return [
    {
      ...common(path),
      name: main?.path ?? build.path ?? path.slice(path.lastIndexOf('/') + 1),
      version: main === null || main.version === '' ? '(devel)' : main.version,
      files: [node],
      wanted: 'asked-for',
      dependsOn: modules.map((_, i) => first + 1 + i),
      evidence: [{ path, says: `built with ${says}` }],
    },
    ...linked,
  ];
}

/** The same module may be in several binaries. */
function common(path: string): Pick<FoundPackage, 'instance' | 'path' | 'missingFiles'> {
  return { instance: path, path, missingFiles: 0 };
}

function saysOf({ path, version, replacedBy }: GoModule): string {
  return `dep ${path} ${version}${replacedBy === null ? '' : ` => ${replacedBy.path} ${replacedBy.version}`}`;
}
