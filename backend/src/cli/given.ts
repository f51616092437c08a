import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { GivenFile } from '../dockerfile/recover/given.ts';
import { Failure } from '../failure.ts';
import { decodeName } from '../paths/path-bytes.ts';
import { checkDockerfileText, dockerfileOf } from '../project/handed-over.ts';
import { readProject } from '../project/read-project.ts';
import type { ProjectReading } from '../project/reading.ts';
import type { RecoveryAnswer } from '../recovery-answers.ts';
import { type ReadyRewrite, type Variant, type VariantName, variantNames } from '../rewrite-answers.ts';
import { rewriteImage } from '../rewrite-image.ts';
import { localProfile } from '../rules/bases/local-profile.ts';
import type { SourceAnalysis } from './analyze-source.ts';
import { UsageError } from './command.ts';

/** The options of every command that proposes Dockerfiles. */
export const givenOptions = {
  dockerfile: { type: 'string' },
  context: { type: 'string' },
  variant: { type: 'string' },
  without: { type: 'string' },
} as const;

export interface GivenValues {
  readonly dockerfile?: string;
  readonly context?: string;
  readonly variant?: string;
  readonly without?: string;
}

/** What a person hands over beside the image. */
export interface Given {
  readonly file: { readonly filename: string; readonly text: string } | null;
  readonly project: ProjectReading | null;
}

/** @throws Failure where it cannot be read */
export async function readGiven({ dockerfile, context }: GivenValues, signal: AbortSignal): Promise<Given> {
  const project = context === undefined ? null : await readProject(context, null, signal);
  if (dockerfile !== undefined) {
    const text = decodeName(await readText(dockerfile));
    checkDockerfileText(text);
    return { file: { filename: basename(dockerfile), text }, project };
  }
  const file = project === null ? null : dockerfileOf({ kind: 'folder', path: context ?? null, reading: project });
  return { file, project };
}

async function readText(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure('not-found', `the Dockerfile cannot be read: ${why}`);
  }
}

/** The arguments and the target that built the image are the same whoever hands over the text. */
export async function recoveryFor(
  { analyzed, source }: SourceAnalysis,
  { file }: Given,
  signal: AbortSignal,
): Promise<RecoveryAnswer> {
  if (file === null) return analyzed.recovery;
  const { dockerfile } = analyzed.recovery;
  const { buildArgs, target } = dockerfile.state === 'recovered' ? dockerfile : { buildArgs: {}, target: null };
  const given: GivenFile = { ...file, buildArgs, target };
  return source.recover(analyzed.described, signal, given);
}

/**
 * The lighter Dockerfiles of the image that was named.
 * @throws Failure `not-supported` where there can be none
 */
export async function proposeRewrite(
  analysis: SourceAnalysis,
  recovery: RecoveryAnswer,
  { project }: Given,
  dropped: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ReadyRewrite> {
  const parts = {
    image: analysis.analyzed,
    recovery,
    project,
    dropped,
    baseProfile: async (reference: string, inner: AbortSignal) => {
      const base = await analysis.analyzeOther(reference, inner);
      return base === null ? null : localProfile(reference, base);
    },
  };
  const rewrite = await rewriteImage(parts, () => undefined, signal);
  if (rewrite.state === 'none') throw new Failure('not-supported', rewrite.why);
  return rewrite;
}

/** IDs of rules and edits. */
export function droppedIn({ without }: GivenValues): ReadonlySet<string> {
  return new Set((without ?? '').split(',').filter((id) => id !== ''));
}

export function variantNamed(name: string | undefined): VariantName | null {
  if (name === undefined) return null;
  const known = variantNames.find((one) => one === name);
  if (known === undefined) throw new UsageError(`--variant is one of ${variantNames.join(', ')}`);
  return known;
}

/**
 * A variant that changes nothing more is not there: the one before it is as light.
 * @throws Failure `not-found`, with the reason
 */
export function chosen(rewrite: ReadyRewrite, name: VariantName): Variant {
  const variant = rewrite.variants.find((one) => one.variant === name);
  if (variant !== undefined) return variant;
  const why = rewrite.absent.find((one) => one.variant === name)?.why ?? 'nothing worth doing';
  throw new Failure('not-found', `there is no variant ${name}: ${why}`);
}
