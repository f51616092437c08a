import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import { noNode } from '../../image/merge.ts';
import type { Entrypoint } from '../../inspection-answers.ts';
import type { BaseProfile } from '../base-profile.ts';
import type { RuleEdit } from '../draft.ts';
import { bytesOfEntries, type ImageEvidence } from '../evidence.ts';
import type { Subject } from '../subject.ts';
import { type ChosenBase, chooseBase } from './base-choice.ts';
import {
  type DistrolessRuntime,
  distrolessRuntime,
  languageBase,
  nativeBases,
  runtimeVersion,
  staticBase,
} from './base-references.ts';
import { besidesStarting } from './besides-starting.ts';
import { commandEdits, missingScript } from './command-edits.ts';
import { healthCheckEdits } from './health-check.ts';
import { type InitProgram, initProgram } from './init-program.ts';
import { pythonPath } from './python-path.ts';
import { chooseScratch, scratch } from './scratch.ts';
import { type StageFiles, stageFiles } from './stage-files.ts';
import { askedData, stageRuns } from './stage-runs.ts';
import { lostVariables, type StageUser, stageUser } from './stage-user.ts';

/** What becomes of a last stage on a base without a shell. */
export interface DistrolessPlan {
  readonly stage: Stage;
  readonly image: ImageEvidence;
  readonly entrypoint: Entrypoint;
  readonly runtime: DistrolessRuntime;
  readonly chosen: ChosenBase;
  /** Why it is not an empty image; null where it is, or where that is out of the question. */
  readonly notScratch: string | null;
  readonly old: BaseProfile | null;
  readonly oldBytes: number;
  /** Stage or image that the files come from which the new base lacks; null where none is needed. */
  readonly source: string | null;
  readonly init: InitProgram | null;
  readonly user: StageUser;
  readonly dropped: readonly Instruction[];
  readonly edits: readonly RuleEdit[];
  /** ENV lines. */
  readonly variables: readonly string[];
}

/** @returns a sentence where the stage cannot be built on distroless; null where there is nothing to look at */
export function planDistroless(subject: Subject, withHealthCheck: boolean): DistrolessPlan | string | null {
  const { result: stage, image } = subject;
  if (image === null || stage === null || stage.base.kind !== 'image') return null;
  if (/(?:^|\/)distroless\//.test(stage.base.reference.path)) return null;
  const { entrypoint: fact } = image.facts;
  if (fact.state !== 'known') return `what a container runs is not known: ${fact.why}`;
  if (image.ownFrom === null || image.native === null) return 'it is not known where the base ends';
  if (stage.instructions.some(({ name }) => name === 'ONBUILD')) return 'it is a base for other images: ONBUILD';
  const entrypoint = fact.value;
  const files = stageFiles(subject, image);
  const runtime = runtimeOf(entrypoint, image, files);
  if (runtime === null) return `distroless has nothing that runs ${entrypoint.program ?? 'what it runs'}`;
  const [beside] = besidesStarting(entrypoint, image);
  const init = initProgram(entrypoint, image);
  if (beside !== undefined && init === null)
    return `${beside.path ?? 'its command'} ${beside.says}, for which distroless has no shell and no such program`;
  const lost = missingScript(entrypoint, image, files.has);
  if (lost !== null) return lost;
  const isCopied = init !== null && !files.has(init.node);
  const all = isCopied ? { ...files, native: [...files.native, init.node] } : files;
  const facts = { subject, stage, image, entrypoint, files, runtime, withHealthCheck, init };
  const other = baseFor(subject, image, entrypoint, runtime, all);
  const alone = runtime === 'binary' ? chooseScratch(image, all, entrypoint, askedData(subject, stage)) : null;
  const onScratch = alone === null || typeof alone === 'string' ? alone : planOn(facts, alone, null);
  if (onScratch !== null && typeof onScratch !== 'string') return onScratch;
  return typeof other === 'string' ? other : planOn(facts, other, onScratch);
}

interface PlanFacts {
  readonly subject: Subject;
  readonly stage: Stage;
  readonly image: ImageEvidence;
  readonly entrypoint: Entrypoint;
  readonly files: StageFiles;
  readonly runtime: DistrolessRuntime;
  readonly withHealthCheck: boolean;
  /** That starts the program; null for none. */
  readonly init: InitProgram | null;
}

/** @param notScratch why the program cannot do without a system */
function planOn(facts: PlanFacts, found: ChosenBase, notScratch: string | null): DistrolessPlan | string {
  const { subject, stage, image, entrypoint, files, runtime, withHealthCheck, init } = facts;
  const chosen = init === null || files.has(init.node) ? found : withInit(found, init, image);
  const isBare = chosen.base.reference === scratch.reference;
  const named = stage.base.kind === 'image' ? stage.base.reference.text : '';
  const old = subject.bases(named);
  const oldBytes =
    old?.stored.bytes ?? (files.isSplit ? Number.POSITIVE_INFINITY : baseBytes(image, image.ownFrom ?? 0));
  if ((chosen.base.stored.bytes + chosen.bytes) * 1.03 >= oldBytes) {
    return `distroless would be larger, or as large: ${chosen.base.reference} with what it lacks, against ${named}`;
  }
  const health = withHealthCheck ? healthCheckEdits(subject, stage, image, runtime, files) : [];
  if (typeof health === 'string') return health;
  const libraries = [...chosen.libraries.map(({ file }) => file), ...(init === null ? [] : [init.node])];
  const runs = stageRuns(subject, stage, image, libraries, isBare);
  if (typeof runs === 'string') return runs;
  const from = sourceOf(subject, stage, files);
  const isOwn = (node: number) => node !== noNode && !files.isSplit && image.tree.layer(node) >= (image.ownFrom ?? 0);
  const canCopyUsers = from !== null && !isOwn(image.tree.at('/etc/passwd'));
  const user = stageUser(stage, image, entrypoint, {
    canCopy: canCopyUsers,
    isBare,
    areRead: chosen.needs?.users ?? false,
  });
  if (typeof user === 'string') return user;
  const isOwned = stage.instructions.some(({ flags }) =>
    flags.some(({ name, value }) => name === 'chown' && /[a-z]/i.test(value ?? '')),
  );
  if (isOwned && user.kind !== 'copied') return 'it gives files to a user by name (--chown): give them to its number';
  const wanted = [...chosen.libraries, ...chosen.files.map(({ path, node }) => ({ name: path, file: node }))];
  const unreachable = wanted.find(({ file }) => from === null || isOwn(file));
  if (unreachable !== undefined) {
    return `${unreachable.name} is installed in the last stage: install it in a stage before, from which it can be copied`;
  }
  const python = runtime === 'python' ? pythonPath(image, files) : { path: null };
  if (typeof python === 'string') return python;
  const commands = commandEdits(subject, stage, { entrypoint, runtime, base: chosen.base, init });
  if (typeof commands === 'string') return commands;
  return {
    stage,
    image,
    entrypoint,
    runtime,
    chosen,
    notScratch,
    init,
    old,
    oldBytes,
    source: wanted.length > 0 || user.kind === 'copied' ? from : null,
    user,
    dropped: runs.dropped,
    edits: [...commands, ...health],
    variables: [
      ...lostVariables(image, old, chosen.base, stage),
      ...chosen.variables,
      ...(python.path === null ? [] : [`PYTHONPATH=${python.path}`]),
    ],
  };
}

/** The init program is copied as the libraries are. */
function withInit(chosen: ChosenBase, { path, node }: InitProgram, image: ImageEvidence): ChosenBase {
  const bytes = chosen.bytes + bytesOfEntries(image, [image.tree.inode(node)]);
  return { ...chosen, files: [...chosen.files, { path, node }], bytes };
}

/** A program or runtime that the stage brings along itself needs a base with its libraries, no more. */
function runtimeOf(entrypoint: Entrypoint, { tree }: ImageEvidence, { has }: StageFiles): DistrolessRuntime | null {
  const program = entrypoint.program === null ? noNode : tree.resolve(entrypoint.program);
  if (program !== noNode && has(program)) return entrypoint.runtime === 'shell' ? null : 'binary';
  const runtime = distrolessRuntime(entrypoint);
  return runtime === 'binary' ? null : runtime;
}

function baseFor(
  subject: Subject,
  image: ImageEvidence,
  entrypoint: Entrypoint,
  runtime: DistrolessRuntime,
  { native }: StageFiles,
): ChosenBase | string {
  if (runtime !== 'binary') {
    const base = languageBase(runtime, runtimeVersion(image.facts, entrypoint));
    return typeof base === 'string' ? chooseBase(subject, image, [base], native) : base.why;
  }
  const isStatic = native.every((node) => {
    const file = image.native?.at(node);
    return file !== undefined && file !== null && file.interpreter === null && file.needs.length === 0;
  });
  return chooseBase(subject, image, isStatic ? [staticBase] : nativeBases, native);
}

function baseBytes({ model }: ImageEvidence, ownFrom: number): number {
  return model.accounting.layers.slice(0, ownFrom).reduce((sum, { storedBytes }) => sum + storedBytes, 0);
}

/** Where the files are that the image has of its base: the build stage that it was, or the base itself. */
function sourceOf({ graph }: Subject, stage: Stage, { isSplit }: StageFiles): string | null {
  if (!isSplit) return stage.base.kind === 'image' ? stage.base.reference.text : null;
  const copied = graph.edges.find(
    (edge) => edge.kind === 'copy' && edge.stage === stage.index && edge.source.kind === 'stage',
  );
  if (copied?.source.kind !== 'stage') return null;
  return graph.stages[copied.source.index]?.name ?? String(copied.source.index);
}
