import type { Stage } from '../../dockerfile/syntax.ts';
import type { PathNode } from '../../image/merge.ts';
import type { CatalogedPackage } from '../../inspectors/package-catalog.ts';
import { isBuildTool } from '../../inspectors/waste/build-tools.ts';
import type { BaseProfile } from '../base-profile.ts';
import { programNamed } from '../bases/needed-packages.ts';
import type { ImageEvidence } from '../evidence.ts';
import type { Subject } from '../subject.ts';
import { type CalledProgram, calledPrograms } from './called-programs.ts';
import { fetchesWithGit } from './fetched-by-git.ts';

/** Tools of a JDK that no JRE has, and programs that call them. */
const ofJdk =
  /^(?:javac|javadoc|javap|jar|jarsigner|jcmd|jconsole|jdb|jdeps|jhsdb|jimage|jinfo|jlink|jmap|jmod|jpackage|jps|jshell|jstack|jstat|mvn|mvnw|mvnd|gradle|gradlew|ant|sbt|lein|kotlinc|scalac)$/;
const fetching = /^(?:curl|wget|git|svn|hg)$/;

/** What a stage's lines need of the system packages of its base. */
export interface StagePrograms {
  /** To be there before the first line. */
  readonly packages: readonly { readonly name: string; readonly why: string }[];
  /** What lines of the stage install by name, whatever the base has. */
  readonly asked: ReadonlySet<string>;
  /** Those of them with which apt installs what they recommend. */
  readonly recommending: ReadonlySet<string>;
  readonly fetches: boolean;
}

interface Places {
  readonly subject: Subject;
  readonly image: ImageEvidence;
  readonly base: BaseProfile;
  readonly isJre: boolean;
}

/** @returns a sentence where the base that is wanted cannot do */
export function stagePrograms(places: Places, stage: Stage): StagePrograms | string {
  const { subject } = places;
  const packages = new Map<string, string>();
  const asked = new Set<string>();
  const recommending = new Set<string>();
  let fetches = false;
  for (const run of stage.instructions.filter(({ name }) => name === 'RUN')) {
    const line = `line ${subject.line(run.start)}`;
    const called = calledPrograms(subject, run);
    if (typeof called === 'string') return `${line} ${called}`;
    const more = called.some((one) => fetchesWithGit(one, subject.project?.files ?? []))
      ? [{ name: 'git', args: [] }]
      : [];
    for (const one of [...called, ...more]) {
      // Debian's libraries with 64-bit times are found by their old names, too.
      const names = installed(one).flatMap((name) => [name, `${name}t64`]);
      for (const name of names) asked.add(name);
      if (installsRecommended(one)) for (const name of names) recommending.add(name);
      const program = one.name.slice(one.name.lastIndexOf('/') + 1);
      fetches ||= fetching.test(program);
      const owner = ownerNeeded(places, one, program);
      if (typeof owner === 'string') return `${line} ${owner}`;
      if (owner !== null && !asked.has(owner.name) && !packages.has(owner.name)) {
        packages.set(owner.name, `${line} runs ${program}`);
      }
    }
  }
  return { packages: [...packages].map(([name, why]) => ({ name, why })), asked, recommending, fetches };
}

/** The package that a program is of, where the base that is wanted does not have it. */
function ownerNeeded(
  { image, base, isJre }: Places,
  { name }: CalledProgram,
  program: string,
): CatalogedPackage | string | null {
  if (isJre && ofJdk.test(program)) return `runs ${program}, which needs a JDK`;
  const node = programNamed(image, name);
  if (node === null || image.tree.layer(node) >= (image.ownFrom ?? 0)) return null;
  const path = image.tree.path(node);
  if (base.hasPath(path) === true) return null;
  const owner = packageOf(image, node, program);
  if (owner === null)
    return base.hasPath(path) === false ? `runs ${program}, which ${base.reference} does not have` : null;
  if (base.hasPackage(owner.name) === true) return null;
  if (isBuildTool(owner.manager, owner.name) && !fetching.test(program)) {
    return `runs ${program}, which is there to build with: in a stage of its own it stays out of the image`;
  }
  return owner;
}

/**
 * Whose program it is: that of the name by which it is called, as the file behind a symlink may be of another package
 * (`python3` → `python3.13`).
 */
function packageOf({ catalog, tree }: ImageEvidence, node: PathNode, program: string): CatalogedPackage | null {
  const owner = catalog.ownerOf(node);
  if (owner === null || !isOfSystem(owner)) return null;
  if (tree.name(node) === program) return owner;
  const named = catalog.packages.find((one) => isOfSystem(one) && one.name === program);
  return named ?? owner;
}

function isOfSystem({ manager }: CatalogedPackage): boolean {
  return manager === 'dpkg' || manager === 'apk' || manager === 'rpm';
}

/** Packages that a command installs by name. */
function installed({ name, args }: CalledProgram): string[] {
  const isInstall =
    /^(?:apt|apt-get|apk|dnf|microdnf|yum)$/.test(name) && args.some((word) => /^(?:install|add)$/.test(word));
  if (!isInstall) return [];
  return args.filter((word) => /^[a-z0-9]/.test(word)).map((word) => word.replace(/[=:/].*$/, ''));
}

function installsRecommended({ name, args }: CalledProgram): boolean {
  return (
    /^(?:apt|apt-get)$/.test(name) && !args.some((word) => /^--no-install-recommends$|Install-Recommends/.test(word))
  );
}

/** What containers run needs a JDK, in words; null where it does not. */
export function jdkAtRunTime({ facts }: ImageEvidence): string | null {
  if (facts.entrypoint.state !== 'known') return 'what containers run is not known, and it may need a JDK';
  const { program, runs, shellRuns, script, healthCheck, unresolved } = facts.entrypoint.value;
  if (unresolved !== null) return `what containers run is not known, and it may need a JDK: ${unresolved}`;
  if (script?.endsWith('.java')) return `containers run ${script}, which a JDK compiles first`;
  const words = [
    program ?? '',
    ...runs.slice(0, 1),
    ...shellRuns,
    ...(healthCheck ?? []).flatMap((word) => word.split(/\s+/)),
  ];
  const tool = words.map((word) => word.slice(word.lastIndexOf('/') + 1)).find((word) => ofJdk.test(word));
  return tool === undefined ? null : `containers run ${tool}, which needs a JDK`;
}
