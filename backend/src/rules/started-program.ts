import type { Instruction } from '../dockerfile/syntax.ts';
import { noNode, type PathNode } from '../image/merge.ts';
import type { NativeFile } from '../inspectors/elf/native-files.ts';
import type { ImageEvidence } from './evidence.ts';
import type { Subject } from './subject.ts';

/** The compiled program that containers run, and the RUN that made it. */
export interface StartedProgram {
  readonly node: PathNode;
  readonly path: string;
  readonly file: NativeFile;
  readonly run: Instruction;
}

/** Null where containers run something else, or where no RUN of the image's own is known to have made it. */
export function startedProgram(subject: Subject, image: ImageEvidence): StartedProgram | null {
  const { entrypoint } = image.facts;
  if (entrypoint.state !== 'known' || entrypoint.value.runtime !== 'binary' || image.native === null) return null;
  const { tree } = image;
  const node = entrypoint.value.program === null ? noNode : tree.resolve(entrypoint.value.program);
  const file = node === noNode ? null : image.native.at(node);
  if (file === null || tree.layer(node) < (image.ownFrom ?? Number.POSITIVE_INFINITY)) return null;
  const run = subject.file.instructions.find(
    (one) => one.name === 'RUN' && subject.layersOf(one).includes(tree.layer(node)),
  );
  return run === undefined ? null : { node, path: tree.path(node), file, run };
}

/** The `go build` and `go install` commands of a RUN that are written plainly. */
export function goBuilds(subject: Subject, run: Instruction) {
  return subject
    .commands(run)
    .filter(({ name, args }) => name === 'go' && (args[0] === 'build' || args[0] === 'install'));
}
