import type { Stage } from '../../dockerfile/syntax.ts';
import type { PathNode } from '../../image/merge.ts';
import { isBuildTool } from '../../inspectors/waste/build-tools.ts';
import type { BaseProfile } from '../base-profile.ts';
import { programNamed } from '../bases/needed-packages.ts';
import type { Sibling } from '../bases/siblings.ts';
import type { ImageEvidence } from '../evidence.ts';
import type { Subject } from '../subject.ts';

/** Tools of a JDK that no JRE has, and programs that call them. */
const ofJdk = /^(?:javac|javadoc|jar|jlink|jmod|jdeps|jpackage|jshell|mvn|mvnw|gradle|gradlew|ant|sbt|kotlinc|scalac)$/;
const fetching = /^(?:curl|wget|git)$/;

export interface NeededProgram {
  readonly node: PathNode;
  readonly why: string;
  readonly fetches: boolean;
}

/**
 * Programs that the stage's lines run, and that its base brought.
 * @returns a sentence where the sibling cannot do without the larger base
 */
export function programsOfRuns(
  subject: Subject,
  image: ImageEvidence,
  stage: Stage,
  base: BaseProfile,
  { without }: Sibling,
): NeededProgram[] | string {
  const programs = new Map<PathNode, NeededProgram>();
  for (const run of stage.instructions) {
    if (run.name !== 'RUN') continue;
    const read = subject.run(run);
    if (read.kind === 'left-alone')
      return `line ${subject.line(run.start)} runs commands that are not read: ${read.why}`;
    for (const { name } of subject.commands(run)) {
      const program = name.slice(name.lastIndexOf('/') + 1);
      if (without === 'jdk' && ofJdk.test(program)) {
        return `line ${subject.line(run.start)} runs ${program}, which needs a JDK`;
      }
      const node = programNamed(image, name);
      if (node === null || image.tree.layer(node) >= (image.ownFrom ?? 0)) continue;
      if (base.hasPath(image.tree.path(node)) === true) continue;
      const owner = image.catalog.ownerOf(node);
      // Of a runtime the sibling has its own, wherever that is.
      if (owner === null || (owner.manager !== 'dpkg' && owner.manager !== 'apk' && owner.manager !== 'rpm')) continue;
      if (isBuildTool(owner.manager, owner.name) && !fetching.test(program)) {
        return `line ${subject.line(run.start)} runs ${program}, which is there to build with: in a stage of its own it stays out of the image`;
      }
      programs.set(node, {
        node,
        why: `line ${subject.line(run.start)} runs ${program}`,
        fetches: fetching.test(program),
      });
    }
  }
  return [...programs.values()];
}
