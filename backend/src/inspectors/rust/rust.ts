import type { RustBuild, RustCrate } from '../../elf/elf-file.ts';
import type { PathNode } from '../../image/merge.ts';
import { elfReader } from '../elf/elf-reader.ts';
import type { FoundPackage, PackageInspector, Problem } from '../inspector.ts';
import { rustToolchains } from './rust-toolchain.ts';

const maxPackages = 50_000;
const maxProblems = 20;

/** The crates that Rust programs were built from: all of them where `cargo auditable` built them, else only hints. */
export const rust: PackageInspector = {
  manager: 'rust',
  readers: [elfReader],
  find: (image) => {
    const runtimes = rustToolchains(image);
    const ofToolchains = new Set(runtimes.flatMap(({ files }) => files));
    const packages: FoundPackage[] = [];
    const problems: Problem[] = [];
    for (const { node, reading } of image.live(elfReader)) {
      if (reading.state === 'unread' || reading.value.rust === null || ofToolchains.has(node)) continue;
      const path = image.tree.path(node);
      const { crates, hintedCrates } = reading.value.rust;
      if (crates?.state === 'unknown' && problems.length < maxProblems) problems.push({ path, why: crates.why });
      if (packages.length > maxPackages) break;
      if (crates?.state === 'known') packages.push(...auditedCrates(node, path, crates.value, packages.length));
      else packages.push(...hintedOnly(node, path, hintedCrates));
    }
    return { packages, runtimes, problems };
  },
};

/** The root has the binary; the others are in it, but for those that were only needed to build it. */
function auditedCrates(node: PathNode, path: string, crates: readonly RustCrate[], first: number): FoundPackage[] {
  return crates.map(({ name, version, source, build, root, dependsOn }) => ({
    ...common(path),
    name,
    version,
    files: root ? [node] : [],
    ...(root || build ? {} : { within: { file: node, bytes: null } }),
    wanted: root ? 'asked-for' : build ? 'development' : 'dependency',
    dependsOn: dependsOn.filter((place) => place < crates.length).map((place) => first + place),
    evidence: [{ path, says: `.dep-v0 of cargo auditable: ${name} ${version} from ${source}` }],
  }));
}

function hintedOnly(node: PathNode, path: string, crates: RustBuild['hintedCrates']): FoundPackage[] {
  return crates.map(({ name, version }) => ({
    ...common(path),
    name,
    version,
    files: [],
    within: { file: node, bytes: null },
    wanted: 'unknown',
    dependsOn: [],
    evidence: [{ path, says: `only a hint: a panic message names ${name}-${version}; other crates may be in it, too` }],
  }));
}

/** The same crate may be in several binaries. */
function common(path: string): Pick<FoundPackage, 'instance' | 'path' | 'missingFiles'> {
  return { instance: path, path, missingFiles: 0 };
}
